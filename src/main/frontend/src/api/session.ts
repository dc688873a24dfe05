import { useSyncExternalStore } from "react";

/** Whether a session that was there has ended, so that the page asks to sign in again and keeps what it shows. */
let ended = false;
const listeners = new Set<() => void>();

export const session = {
  end() {
    set(true);
  },
  goOn() {
    set(false);
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
