import { Suspense, lazy, useState } from "react";
import { Link, Redirect, Route, Switch, useLocation } from "wouter";
import { ApiError, type User } from "./api/client";
import { useMe } from "./api/queries";
import { useSessionWatch } from "./api/watch";
import { Lost } from "./decide/Lost";
import { Unsaved } from "./edit/Unsaved";
import { Help } from "./frame/Help";
import { Offline } from "./frame/Offline";
import { Top } from "./frame/Top";
import { useFollow } from "./list/follow";
import { useKeys } from "./parts/keys";
import { Empty, Failure } from "./parts/States";
import { Queue } from "./queue/Queue";
import { SessionEnded, SignIn } from "./SignIn";
import { useSessionEnded } from "./state/hooks";
import { TaskPage } from "./task/TaskPage";

const Setup = lazy(() => import("./setup/Setup"));

export function App() {
  return (
    <Switch>
      <Route path="/login" component={SignIn} />
      <Route>
        <SignedIn />
      </Route>
    </Switch>
  );
}

function SignedIn() {
  const user = useMe();
  if (user.data) {
    return <Frame key={user.data.id} user={user.data} />;
  }
  if (user.isPending) {
    return null;
  }
  if (user.error instanceof ApiError && user.error.status === 401) {
    // Not from the router, which decodes the path and ignores the fragment.
    const { pathname, search, hash } = window.location;
    const here = pathname + search + hash;
    return <Redirect to={here === "/" ? "/login" : `/login?redirect=${encodeURIComponent(here)}`} replace />;
  }
  return (
    <main>
      <Failure heading="h1" fault={user.error} again={() => void user.refetch()} />
    </main>
  );
}

function Frame({ user }: { user: User }) {
  const ended = useSessionEnded();
  const [help, setHelp] = useState(false);
  const [, navigate] = useLocation();
  useFollow();
  useSessionWatch();
  useKeys({
    "?": () => setHelp(true),
    "/": () => document.querySelector<HTMLInputElement>("input[type=search]")?.focus(),
    g: () => navigate("/"),
  });
  return (
    <div className="app">
      <a className="skip" href="#content">
        Skip to the content
      </a>
      <Top user={user} onHelp={() => setHelp(true)} />
      <Offline />
      <Unsaved user={user} />
      <Lost user={user} />
      <main id="content" tabIndex={-1}>
        <Switch>
          <Route path="/">
            <Queue view="queue" onHelp={() => setHelp(true)} />
          </Route>
          <Route path="/archive">
            <Queue view="archive" onHelp={() => setHelp(true)} />
          </Route>
          <Route path="/tasks/:id">{({ id }) => <TaskPage key={id} id={id} user={user} />}</Route>
          <Route path="/setup/*?">
            {user.role === "admin" ? (
              <Suspense fallback={null}>
                <Setup />
              </Suspense>
            ) : (
              <Empty heading="h1" icon="lock" title="For administrators">
                <p className="quiet">Sources and keys are set up by those listed in ADMIN_EMAILS.</p>
              </Empty>
            )}
          </Route>
          <Route>
            <Empty heading="h1" icon="warn" title="There is no such page">
              <Link className="button" href="/">
                Back to the queue
              </Link>
            </Empty>
          </Route>
        </Switch>
      </main>
      <div id="announcements" className="unseen" role="status" aria-live="polite" />
      {help && <Help onClose={() => setHelp(false)} />}
      {ended && <SessionEnded />}
    </div>
  );
}
