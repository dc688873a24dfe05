import { useSyncExternalStore } from "react";
import type { TaskItem } from "./client";

export type LiveState = "connecting" | "live" | "broken";
export interface Change {
  kind: "created" | "updated" | "decided" | "dispatched";
  item: TaskItem;
}
type Listener = (change: Change | "resync") => void;

const KINDS = ["created", "updated", "decided", "dispatched"] as const;

/** The stream of tasks, one for the whole page. */
let stream: EventSource | undefined;
let state: LiveState = "connecting";
let lost = false;
let again: ReturnType<typeof setTimeout> | undefined;
const listeners = new Set<Listener>();
const watchers = new Set<() => void>();
const latest = new Map<string, TaskItem>();

function become(now: LiveState) {
  if (state !== now) {
    state = now;
    watchers.forEach((watcher) => watcher());
  }
}

function tell(change: Change | "resync") {
  listeners.forEach((listener) => listener(change));
}

function open() {
  stream = new EventSource("/review-tasks/stream");
  stream.onopen = () => {
    become("live");
    if (lost) {
      lost = false;
      tell("resync");
    }
  };
  stream.onerror = () => {
    become("broken");
    if (stream?.readyState === EventSource.CLOSED) {
      // The browser comes again by itself after a break, but not after a refusal; and then without Last-Event-ID.
      lost = true;
      stream = undefined;
      again = setTimeout(open, 5000);
    }
  };
  stream.addEventListener("resync", () => tell("resync"));
  for (const kind of KINDS) {
    stream.addEventListener(`task.${kind}`, (event) => {
      const item = JSON.parse((event as MessageEvent<string>).data) as TaskItem;
      latest.set(item.id, item);
      if (latest.size > 500) {
        latest.delete(latest.keys().next().value as string);
      }
      tell({ kind, item });
    });
  }
}

export const live = {
  start() {
    if (!stream && again === undefined) {
      open();
    }
  },
  stop() {
    clearTimeout(again);
    again = undefined;
    stream?.close();
    stream = undefined;
    become("connecting");
  },
  subscribe(listener: Listener): () => void {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
  /** What was last heard of a task. */
  latest: (id: string) => latest.get(id),
};

export function useLiveState(): LiveState {
  return useSyncExternalStore(
    (watcher) => {
      watchers.add(watcher);
      return () => watchers.delete(watcher);
    },
    () => state,
  );
}
