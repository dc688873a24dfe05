import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { Link, useLocation } from "wouter";
import type { User } from "../api/client";
import { pendingCount } from "../api/queries";
import icon from "../icon.svg";
import { Search } from "./Search";
import { UserMenu } from "./UserMenu";

/** The head of each page. */
export function Top({ user, onHelp }: { user: User; onHelp: () => void }) {
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

function NavLink({ href, children, prefix = false }: { href: string; children: ReactNode; prefix?: boolean }) {
  const [path] = useLocation();
  const here = prefix ? path.startsWith(href) : path === href;
  return (
    <Link href={href} aria-current={here ? "page" : undefined}>
      {children}
    </Link>
  );
}
