import { useSyncExternalStore } from "react";

/** Whether a session that was there has ended, so that the page asks to sign in again and keeps what it shows. */
let ended = false;
const listeners = new Set<() => void>();

let begun = false;

/** Tells the other tabs that somebody signed in or out. */
const channel = "window" in globalThis ? new BroadcastChannel("hilt-session") : undefined;

export const session = {
  begin() {
    if (!begun || ended) {
      session.changed();
    }
    begun = true;
    set(false);
  },
  changed() {
    channel?.postMessage("changed");
  },
  hasEnded: () => ended,
  /** Calls when the session may be another one, or none. */
  watch(look: () => void): () => void {
    window.addEventListener("focus", look);
    channel?.addEventListener("message", look);
    return () => {
      window.removeEventListener("focus", look);
      channel?.removeEventListener("message", look);
    };
  },
  /** An answer said that nobody is signed in. */
  refused() {
    set(begun);
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
