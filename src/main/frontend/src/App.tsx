import { useQuery, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, Suspense, lazy, useEffect, useRef, useState } from "react";
import { Link, Redirect, Route, Switch, useLocation, useSearch } from "wouter";
import { ApiError, type User, client, take } from "./api/client";
import { useFollow } from "./api/follow";
import { pendingCount, useMe } from "./api/queries";
import { useSessionEnded } from "./api/session";
import icon from "./icon.svg";
import { Dialog } from "./parts/Dialog";
import { Icon } from "./parts/Icon";
import { useKeys } from "./parts/keys";
import { Empty, Failure } from "./parts/States";
import { Queue } from "./queue/Queue";
import { SessionEnded, SignIn } from "./SignIn";
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
  const [path] = useLocation();
  const search = useSearch();
  if (user.data) {
    return <Frame user={user.data} />;
  }
  if (user.isPending) {
    return null;
  }
  if (user.error instanceof ApiError && user.error.status === 401) {
    const here = path + (search ? `?${search}` : "");
    return <Redirect to={here === "/" ? "/login" : `/login?redirect=${encodeURIComponent(here)}`} replace />;
  }
  return <Failure fault={user.error} again={() => void user.refetch()} />;
}

function Frame({ user }: { user: User }) {
  const ended = useSessionEnded();
  const [help, setHelp] = useState(false);
  const [, navigate] = useLocation();
  useFollow();
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
              <Empty icon="lock" title="For administrators">
                <p className="quiet">Sources and keys are set up by those listed in ADMIN_EMAILS.</p>
              </Empty>
            )}
          </Route>
          <Route>
            <Empty icon="warn" title="There is no such page">
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

function NavLink({ href, children, prefix = false }: { href: string; children: ReactNode; prefix?: boolean }) {
  const [path] = useLocation();
  const here = prefix ? path.startsWith(href) : path === href;
  return (
    <Link href={href} aria-current={here ? "page" : undefined}>
      {children}
    </Link>
  );
}

function Top({ user, onHelp }: { user: User; onHelp: () => void }) {
  const pending = useQuery(pendingCount);
  const waiting = pending.data;
  return (
    <header className="top">
      <Link className="brand" href="/" aria-label="HILT-Review">
        <img src={icon} alt="" />
        <span>HILT-Review</span>
      </Link>
      <nav aria-label="Pages">
        <NavLink href="/">
          Queue
          {waiting !== undefined && waiting > 0 && (
            <span className="count">
              {waiting >= 10_000 ? "10,000+" : waiting.toLocaleString()}
              <span className="unseen"> waiting</span>
            </span>
          )}
        </NavLink>
        <NavLink href="/archive">Archive</NavLink>
        {user.role === "admin" && (
          <NavLink href="/setup" prefix>
            Set-up
          </NavLink>
        )}
      </nav>
      <span className="space" />
      <Search />
      <UserMenu user={user} onHelp={onHelp} />
    </header>
  );
}

/** Looks for words in the list that is shown; from elsewhere it leads to the archive's or the queue's. */
function Search() {
  const [path, navigate] = useLocation();
  const search = useSearch();
  const page = path === "/archive" ? "/archive" : "/";
  const standing = path === page ? (new URLSearchParams(search).get("q") ?? "") : "";
  const [text, setText] = useState(standing);
  const waiting = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => {
    setText(standing);
  }, [standing]);
  function look(words: string) {
    const query = new URLSearchParams(path === page ? search : "");
    if (words.trim()) {
      query.set("q", words.trim());
    } else {
      query.delete("q");
    }
    const rest = query.toString();
    navigate(rest ? `${page}?${rest}` : page, { replace: path === page });
  }
  return (
    <form
      className="search"
      role="search"
      onSubmit={(event) => {
        event.preventDefault();
        clearTimeout(waiting.current);
        look(text);
      }}
    >
      <Icon name="search" />
      <input
        className="input"
        type="search"
        aria-label="Search titles and previews"
        placeholder="Search"
        value={text}
        onChange={(event) => {
          const words = event.target.value;
          setText(words);
          clearTimeout(waiting.current);
          if (path === page) {
            waiting.current = setTimeout(() => look(words), 250);
          }
        }}
        onKeyDown={(event) => {
          if (event.key === "Escape") {
            event.currentTarget.blur();
          }
        }}
      />
    </form>
  );
}

function UserMenu({ user, onHelp }: { user: User; onHelp: () => void }) {
  const menu = useRef<HTMLDetailsElement>(null);
  const cache = useQueryClient();
  useEffect(() => {
    function close(event: Event) {
      const inside = event.target instanceof Node && menu.current?.contains(event.target);
      if (menu.current && (!inside || (event instanceof KeyboardEvent && event.key === "Escape"))) {
        menu.current.open = false;
      }
    }
    document.addEventListener("pointerdown", close);
    document.addEventListener("keydown", close);
    return () => {
      document.removeEventListener("pointerdown", close);
      document.removeEventListener("keydown", close);
    };
  }, []);
  async function signOut() {
    await take(client.POST("/auth/logout"));
    cache.clear();
    window.location.assign("/login");
  }
  return (
    <details className="menu" ref={menu}>
      <summary aria-label={`Account of ${user.email}`}>
        <span>{user.email}</span>
        <Icon name="down" />
      </summary>
      <div className="floating">
        <p className="who small quiet">
          {user.email}
          <br />
          {user.role === "admin" ? "Administrator" : "Reviewer"}
        </p>
        <button
          type="button"
          className="button plain"
          onClick={() => {
            if (menu.current) {
              menu.current.open = false;
            }
            onHelp();
          }}
        >
          Keys
        </button>
        <a className="button plain" href="/docs">
          API
        </a>
        <button type="button" className="button plain" onClick={() => void signOut()}>
          Sign out
        </button>
      </div>
    </details>
  );
}

function Offline() {
  const [offline, setOffline] = useState(!navigator.onLine);
  useEffect(() => {
    const look = () => setOffline(!navigator.onLine);
    window.addEventListener("online", look);
    window.addEventListener("offline", look);
    return () => {
      window.removeEventListener("online", look);
      window.removeEventListener("offline", look);
    };
  }, []);
  return offline ? (
    <div className="bar offline" role="alert">
      <Icon name="warn" />
      You are offline. What you see may be old; edits are kept here and saved when the connection is back.
    </div>
  ) : null;
}

const KEYS: [string, [string, string][]][] = [
  [
    "Everywhere",
    [
      ["/", "search"],
      ["g", "go to the queue"],
      ["?", "these keys"],
      ["Esc", "leave a field, close, stay"],
    ],
  ],
  [
    "Queue",
    [
      ["j k", "next, previous"],
      ["Enter", "open"],
      ["a", "approve"],
      ["x", "deny"],
      ["n", "show what is new"],
    ],
  ],
  [
    "Task",
    [
      ["j k", "next, previous task"],
      ["e", "edit"],
      ["d", "compare with the original"],
      ["a", "approve"],
      ["x", "deny"],
      ["u", "back to the queue"],
    ],
  ],
];

function Help({ onClose }: { onClose: () => void }) {
  return (
    <Dialog title="Keys" onClose={onClose}>
      <div className="content keys">
        {KEYS.map(([title, rows]) => (
          <section key={title}>
            <h3>{title}</h3>
            <dl>
              {rows.map(([key, words]) => (
                <div key={key} style={{ display: "contents" }}>
                  <dt>
                    {key.split(" ").map((each) => (
                      <kbd key={each}>{each}</kbd>
                    ))}
                  </dt>
                  <dd>{words}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  );
}
