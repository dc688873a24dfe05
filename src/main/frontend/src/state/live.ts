import type { TaskItem } from "../contract/types";
import type { Session } from "./session";

export type LiveState = "connecting" | "live" | "broken";
export interface Change {
  kind: (typeof KINDS)[number];
  item: TaskItem;
}
type News = Change | "resync";
type Message = { news: News } | { state: LiveState } | "hello";

const KINDS = ["created", "updated", "changes_requested", "revised", "decided", "dispatched"] as const;
const RETRY = 5000;

/**
 * The stream of tasks. A browser opens at most six connections to a host, and each stream occupies one: so only the tab that
 * holds the lock opens the stream, and it forwards the changes to the other tabs.
 */
export class Live {
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

  constructor(private readonly session: Session) {}

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
          // Another tab had the stream, so changes in between may have been missed.
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

  /** Calls `refused` when the service refuses the stream, as it does without a session. */
  onRefusal(refused: () => void): () => void {
    this.refusals.add(refused);
    return () => this.refusals.delete(refused);
  }

  watch = (watcher: () => void): (() => void) => {
    this.watchers.add(watcher);
    return () => this.watchers.delete(watcher);
  };

  /** The newest state of a task that the stream has sent. */
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
        // After a break the browser reconnects by itself; after a refusal it does not, and our retry has no Last-Event-ID.
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
    if (this.session.hasEnded()) {
      // Everything is read again after the next sign-in.
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
