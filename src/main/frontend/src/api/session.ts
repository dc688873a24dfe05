import { useSyncExternalStore } from "react";

/** Whether a session that was there has ended, so that the page asks to sign in again and keeps what it shows. */
let ended = false;
const listeners = new Set<() => void>();

let begun = false;

export const session = {
  begin() {
    begun = true;
    set(false);
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
