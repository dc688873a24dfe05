import { useEffect, useRef } from "react";
import { typing } from "../state/stores";

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

/** Keys that may be held down; every other key acts once, however long it is held. */
const HELD = ["j", "k"];

/** Whether a key went into a field since a time. */
export function typedSince(time: number): boolean {
  return typing.last !== undefined && typing.last.at > time;
}

/** How long after the last key into a field that has disappeared further keys still count as typing, in ms. */
const TYPING_ON = 1000;

/** Whether a key was meant for a field that disappeared while somebody typed into it. */
function isMeantForRemovedField(): boolean {
  if (typing.last && !typing.last.into.isConnected && performance.now() - typing.last.at < TYPING_ON) {
    typing.last.at = performance.now();
    return true;
  }
  // Leaving the field ends the typing.
  typing.last = undefined;
  return false;
}

/** Keys of the page: inactive while somebody types, holds a modifier or has a dialog open. */
export function useKeys(keys: Keys) {
  const current = useRef(keys);
  current.current = keys;
  useEffect(() => {
    function press(event: KeyboardEvent) {
      const intoField = isTyping(event) && !isTickOrButton(event);
      const modified = event.ctrlKey || event.metaKey || event.altKey;
      if (event.key === "Escape") {
        typing.last = undefined;
      } else if (intoField && !modified) {
        typing.last = { at: performance.now(), into: event.composedPath()[0] as Node };
      } else if (isMeantForRemovedField()) {
        return;
      }
      if (event.defaultPrevented || modified || intoField) {
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
