import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { type User, client, take } from "../api/client";
import { Icon } from "../parts/Icon";
import { session } from "../state/stores";

export function UserMenu({ user, onHelp }: { user: User; onHelp: () => void }) {
  const menu = useRef<HTMLDetailsElement>(null);
  const cache = useQueryClient();
  useEffect(() => {
    function close(event: Event) {
      const inside = event.target instanceof Node && menu.current?.contains(event.target);
      if (menu.current && (!inside || (event instanceof KeyboardEvent && event.key === "Escape"))) {
        const hadFocus = menu.current.open && menu.current.contains(document.activeElement);
        menu.current.open = false;
        if (hadFocus && event instanceof KeyboardEvent) {
          menu.current.querySelector("summary")?.focus();
        }
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
    session.changed();
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
