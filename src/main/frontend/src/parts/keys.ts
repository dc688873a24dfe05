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

/** Keys of the page: silent while somebody types, holds a modifier or answers a dialog. */
export function useKeys(keys: Keys) {
  const current = useRef(keys);
  current.current = keys;
  useEffect(() => {
    function press(event: KeyboardEvent) {
      const typing = isTyping(event) && !isTickOrButton(event);
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || typing) {
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
