import { useSyncExternalStore } from "react";

/** Whether a session that was there has ended, so that the page asks to sign in again and keeps what it shows. */
let ended = false;
const listeners = new Set<() => void>();
const looks = new Set<() => void>();

/** The id of the reviewer whose page this is. */
let reviewer: string | undefined;

/** Tells the other tabs that somebody signed in or out. */
const channel = "window" in globalThis ? new BroadcastChannel("hilt-session") : undefined;

export const session = {
  begin(id: string) {
    if (!reviewer || ended) {
      session.changed();
    }
    reviewer = id;
    set(false);
  },
  reviewer: () => reviewer,
  changed() {
    channel?.postMessage("changed");
  },
  hasEnded: () => ended,
  /** Calls when the session may be another one, or none. */
  watch(look: () => void): () => void {
    looks.add(look);
    window.addEventListener("focus", look);
    channel?.addEventListener("message", look);
    return () => {
      looks.delete(look);
      window.removeEventListener("focus", look);
      channel?.removeEventListener("message", look);
    };
  },
  /** An answer said that nobody is signed in. */
  refused() {
    set(reviewer !== undefined);
  },
  /** An answer said that another reviewer is signed in by now. */
  isAnothers() {
    looks.forEach((look) => look());
  },
};

function set(now: boolean) {
  if (ended !== now) {
    ended = now;
    listeners.forEach((listener) => listener());
  }
}

export function useSessionEnded(): boolean {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => ended,
  );
}
