import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useEffect, useState } from "react";
import { Redirect, useLocation, useSearch } from "wouter";
import { client, take } from "./api/client";
import { me, signInOptions, useMe } from "./api/queries";
import { useSessionWatch } from "./api/watch";
import icon from "./icon.svg";
import { Dialog } from "./parts/Dialog";
import { Icon } from "./parts/Icon";
import { Fault } from "./parts/States";

const REFUSALS: Record<string, string> = {
  email_not_verified: "Your e-mail address is not verified with the provider. Verify it there, then sign in again.",
  domain_not_allowed: "Addresses of this domain may not sign in here. Use your work account, or ask an administrator.",
  email_not_allowed: "This address may not sign in here. Use another account, or ask an administrator to add it.",
  sign_in_failed: "Signing in did not work. Try again; if it goes on, tell an administrator.",
  provider_unavailable: "The sign-in provider cannot be reached at the moment. Try again in a minute.",
  sign_in_expired: "Signing in took too long, or was begun in another browser. Start again.",
  cancelled: "Signing in was cancelled. Nothing has changed.",
};

/** A path of this service; anything else becomes the queue. */
export function localPath(path: string | null): string {
  return path && /^\/(?![/\\])[^\\]*$/.test(path) && !path.startsWith("/login") ? path : "/";
}

export function SignIn() {
  useSearch();
  // The router has decoded its own copy once already.
  const query = new URLSearchParams(window.location.search);
  useSessionWatch();
  const [, navigate] = useLocation();
  const user = useMe();
  const target = localPath(query.get("redirect"));
  const refusal = query.get("error");
  useEffect(() => {
    document.title = "Sign in · HILT-Review";
  }, []);
  if (query.has("done")) {
    return (
      <Frame title="You are signed in">
        <p className="quiet">Close this tab and go on in the other one. What you had edited there is still there.</p>
      </Frame>
    );
  }
  if (user.data) {
    return <Redirect to={target} replace />;
  }
  return (
    <Frame title="Sign in">
      <p className="quiet">Agents propose, people decide. Nothing runs until you approve.</p>
      {refusal && (
        <div className="note bad" role="alert">
          <Icon name="warn" />
          <p className="body">{REFUSALS[refusal] ?? REFUSALS.sign_in_failed}</p>
        </div>
      )}
      <Ways redirect={target} onDone={() => navigate(target, { replace: true })} />
    </Frame>
  );
}

function Frame({ title, children }: { title: string; children: React.ReactNode }) {
  return (
    <main className="page sign-in">
      <div className="card">
        <img src={icon} alt="" />
        <h1>{title}</h1>
        {children}
      </div>
    </main>
  );
}

function Ways({ redirect, onDone, newTab = false }: { redirect: string; onDone: () => void; newTab?: boolean }) {
  const options = useQuery(signInOptions);
  if (options.isError) {
    return <Fault fault={options.error} />;
  }
  const to = `/auth/login?redirect=${encodeURIComponent(redirect)}`;
  return (
    <div className="stack">
      {options.data?.google && (
        <a className="button act wide" href={to} target={newTab ? "_blank" : undefined} rel={newTab ? "opener" : undefined}>
          Sign in with Google
        </a>
      )}
      {options.data?.development && <DevelopmentForm onDone={onDone} />}
    </div>
  );
}

function DevelopmentForm({ onDone }: { onDone: () => void }) {
  const [email, setEmail] = useState("");
  const cache = useQueryClient();
  const signIn = useMutation({
    mutationFn: () => take(client.POST("/auth/dev-login", { body: { email: email.trim() } })),
    onSuccess: async () => {
      await cache.fetchQuery({ ...me, staleTime: 0 });
      onDone();
    },
  });
  function submit(event: FormEvent) {
    event.preventDefault();
    signIn.mutate();
  }
  return (
    <form className="stack" onSubmit={submit}>
      <label className="field">
        <span className="name">E-mail address</span>
        <input
          className="input"
          type="email"
          name="email"
          autoComplete="email"
          required
          autoFocus
          value={email}
          placeholder="jane@acme.com"
          onChange={(event) => setEmail(event.target.value)}
        />
        <span className="hint">Development only: any address, no password.</span>
      </label>
      <Fault fault={signIn.error} />
      <button className="button act wide" disabled={signIn.isPending}>
        Sign in
      </button>
    </form>
  );
}

/** Asks the reviewer to sign in again, in a dialog above the unchanged page. */
export function SessionEnded() {
  const cache = useQueryClient();
  useEffect(() => {
    async function look() {
      const user = await cache.fetchQuery({ ...me, staleTime: 0 }).catch(() => undefined);
      if (user) {
        void cache.invalidateQueries();
      }
    }
    const onFocus = () => void look();
    window.addEventListener("focus", onFocus);
    return () => window.removeEventListener("focus", onFocus);
  }, [cache]);
  return (
    <Dialog title="Your session has ended">
      <div className="content">
        <p>Sign in again to go on. What you have edited is kept on this page.</p>
        <Ways
          newTab
          redirect="/login?done"
          onDone={() => void cache.invalidateQueries()}
        />
      </div>
    </Dialog>
  );
}
