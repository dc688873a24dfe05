import { useEffect, useRef } from "react";

export type Keys = Record<string, (event: KeyboardEvent) => void>;

/** Whether a key is meant for what has the focus, also inside an editor's shadow root. */
function isTyping(event: KeyboardEvent): boolean {
  const target = event.composedPath()[0];
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || ["INPUT", "TEXTAREA", "SELECT"].includes(target.tagName))
  );
}

function isTickOrButton(event: KeyboardEvent): boolean {
  const target = event.composedPath()[0];
  return target instanceof HTMLInputElement && ["checkbox", "radio", "button"].includes(target.type);
}

/** Keys that may be held down; whatever else a held key does, it does once. */
const HELD = ["j", "k"];

/** The last key that somebody typed into a field or an editor. */
let lastTyped: { at: number; into: Node } | undefined;

export function typedSince(time: number): boolean {
  return lastTyped !== undefined && lastTyped.at > time;
}

/** So long a typist may pause whose field has gone, until a key counts as one of the page. */
const TYPING_ON = 1000;

/** Whether a key was meant for a field that has gone from the page under the typist's hands. */
function isMeantForTheGone(): boolean {
  if (lastTyped && !lastTyped.into.isConnected && performance.now() - lastTyped.at < TYPING_ON) {
    lastTyped.at = performance.now();
    return true;
  }
  // Who left the field has done with typing.
  lastTyped = undefined;
  return false;
}

/** Keys of the page: silent while somebody types, holds a modifier or answers a dialog. */
export function useKeys(keys: Keys) {
  const current = useRef(keys);
  current.current = keys;
  useEffect(() => {
    function press(event: KeyboardEvent) {
      const typing = isTyping(event) && !isTickOrButton(event);
      const modified = event.ctrlKey || event.metaKey || event.altKey;
      if (event.key === "Escape") {
        lastTyped = undefined;
      } else if (typing && !modified) {
        lastTyped = { at: performance.now(), into: event.composedPath()[0] as Node };
      } else if (isMeantForTheGone()) {
        return;
      }
      if (event.defaultPrevented || modified || typing) {
        return;
      }
      if (document.querySelector("dialog[open]")) {
        return;
      }
      const run = event.repeat && !HELD.includes(event.key) ? undefined : current.current[event.key];
      if (run) {
        event.preventDefault();
        run(event);
      }
    }
    document.addEventListener("keydown", press);
    return () => document.removeEventListener("keydown", press);
  }, []);
}
