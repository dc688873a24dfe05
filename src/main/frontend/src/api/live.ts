import { useSyncExternalStore } from "react";
import type { TaskItem } from "./client";
import { session } from "./session";

export type LiveState = "connecting" | "live" | "broken";
export interface Change {
  kind: "created" | "updated" | "decided" | "dispatched";
  item: TaskItem;
}
type News = Change | "resync";
type Message = { news: News } | { state: LiveState } | "hello";

const KINDS = ["created", "updated", "decided", "dispatched"] as const;
const RETRY = 5000;

/**
 * The stream of tasks. A browser has six connections to a service at most, and each stream takes one for good: so of
 * all tabs one holds the stream, whoever has the lock, and tells the others.
 */
class Live {
  state: LiveState = "connecting";
  private stream: EventSource | undefined;
  private again: ReturnType<typeof setTimeout> | undefined;
  private channel: BroadcastChannel | undefined;
  private waiting: AbortController | undefined;
  private yieldLock: (() => void) | undefined;
  private mayHaveMissed = false;
  private readonly listeners = new Set<(news: News) => void>();
  private readonly watchers = new Set<() => void>();
  private readonly refusals = new Set<() => void>();
  private readonly heard = new Map<string, TaskItem>();

  start() {
    if (this.waiting) {
      return;
    }
    const waiting = new AbortController();
    this.waiting = waiting;
    if (!("locks" in navigator)) {
      this.open();
      return;
    }
    const channel = new BroadcastChannel("hilt-live");
    this.channel = channel;
    channel.onmessage = ({ data }: MessageEvent<Message>) => {
      if (data === "hello") {
        if (this.yieldLock) {
          this.post({ state: this.state });
        }
      } else if ("state" in data) {
        this.become(data.state);
      } else {
        this.take(data.news);
      }
    };
    this.post("hello");
    navigator.locks
      .request("hilt-live", { ifAvailable: true }, (lock) => (lock ? this.lead() : undefined))
      .then(() =>
        navigator.locks.request("hilt-live", { signal: waiting.signal }, () => {
          // Another tab had it, and what came between is not known.
          this.mayHaveMissed = true;
          return this.lead();
        }),
      )
      .catch(() => undefined);
  }

  stop() {
    clearTimeout(this.again);
    this.stream?.close();
    this.stream = undefined;
    this.waiting?.abort();
    this.waiting = undefined;
    this.yieldLock?.();
    this.yieldLock = undefined;
    this.channel?.close();
    this.channel = undefined;
    this.become("connecting");
  }

  subscribe(listener: (news: News) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Calls when the service does not let the stream in, as without a session. */
  onRefusal(refused: () => void): () => void {
    this.refusals.add(refused);
    return () => this.refusals.delete(refused);
  }

  watch = (watcher: () => void): (() => void) => {
    this.watchers.add(watcher);
    return () => this.watchers.delete(watcher);
  };

  /** What was last heard of a task. */
  latest(id: string): TaskItem | undefined {
    return this.heard.get(id);
  }

  private lead(): Promise<void> {
    if (!this.waiting) {
      return Promise.resolve();
    }
    this.open();
    return new Promise((done) => {
      this.yieldLock = done;
    });
  }

  private open() {
    const stream = new EventSource("/review-tasks/stream");
    this.stream = stream;
    stream.onopen = () => {
      this.become("live");
      if (this.mayHaveMissed) {
        this.mayHaveMissed = false;
        this.tell("resync");
      }
    };
    stream.onerror = () => {
      this.become("broken");
      if (stream.readyState === EventSource.CLOSED) {
        // The browser comes again by itself after a break, but not after a refusal; and then without Last-Event-ID.
        this.mayHaveMissed = true;
        this.refusals.forEach((refused) => refused());
        clearTimeout(this.again);
        this.again = setTimeout(() => this.open(), RETRY);
      }
    };
    stream.addEventListener("resync", () => this.tell("resync"));
    for (const kind of KINDS) {
      stream.addEventListener(`task.${kind}`, (event) =>
        this.tell({ kind, item: JSON.parse((event as MessageEvent<string>).data) as TaskItem }),
      );
    }
  }

  private tell(news: News) {
    this.post({ news });
    this.take(news);
  }

  private take(news: News) {
    if (session.hasEnded()) {
      // All is read again after the next sign-in.
      return;
    }
    if (news !== "resync") {
      this.heard.set(news.item.id, news.item);
      if (this.heard.size > 500) {
        this.heard.delete(this.heard.keys().next().value as string);
      }
    }
    this.listeners.forEach((listener) => listener(news));
  }

  private post(message: Message) {
    this.channel?.postMessage(message);
  }

  private become(state: LiveState) {
    if (this.state !== state) {
      this.state = state;
      if (this.yieldLock) {
        this.post({ state });
      }
      this.watchers.forEach((watcher) => watcher());
    }
  }
}

export const live = new Live();

export function useLiveState(): LiveState {
  return useSyncExternalStore(live.watch, () => live.state);
}
