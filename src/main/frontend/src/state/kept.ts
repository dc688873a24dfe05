/** An edit of one block. */
export interface Draft {
  /** What the block said when the edit began. */
  base: string;
  text: string;
  /** Whether the service has it. */
  saved: boolean;
  /** Whether somebody else changed the block meanwhile. */
  conflict?: boolean;
  /** Set by an option and not typed: it stays on this page until the task is approved. */
  offered?: boolean;
  /** The text that was sent last: if the service has it before its response arrives, it is not somebody else's change. */
  sent?: string;
}

/** By block id. */
export type Drafts = ReadonlyMap<string, Draft>;

/** Whether the service should have this edit by now. */
export function waits(draft: Draft): boolean {
  return !draft.saved && !draft.offered;
}

interface Edits {
  user: string;
  task: string;
  title: string;
  drafts: Drafts;
  /** Whether the reviewer has left the task's page. */
  left: boolean;
}

/** A task whose edits the service does not have. */
export type Unsaved = Pick<Edits, "user" | "task" | "title" | "left">;

/** A stored value with the time of its last change. */
interface Stored {
  at: number;
  value: unknown;
}

type StoredEdits = Pick<Edits, "user" | "task" | "title"> & { drafts: [string, Draft][] };

const PREFIX = "hilt-kept";
/** The most entries that are stored; the one changed longest ago is dropped. */
const MOST = 50;
/** Writing a long text on every key would make typing slow, so it waits for a pause; in ms. */
const PAUSE = 200;

function nameOf(kind: string, user: string, task: string): string {
  return `${PREFIX} ${kind} ${user} ${task}`;
}

/**
 * What a reviewer has typed and the service does not have, for each person and task. It survives leaving the page and a
 * reload, and ends with the tab. It is shown to nobody else.
 */
export class Kept {
  private readonly open = new Map<string, Edits>();
  private readonly pending = new Map<string, Stored>();
  private timer: ReturnType<typeof setTimeout> | undefined;
  private unsavedTasks: Unsaved[] = [];
  private readonly watchers = new Set<() => void>();

  constructor() {
    if ("window" in globalThis) {
      window.addEventListener("pagehide", () => this.flush());
    }
  }

  drafts(user: string, task: string): Drafts {
    return this.editsNamed(nameOf("edits", user, task))?.drafts ?? new Map();
  }

  keepDrafts(user: string, task: string, title: string, drafts: Drafts) {
    const name = nameOf("edits", user, task);
    this.put(name, { user, task, title, drafts, left: this.open.get(name)?.left ?? false });
    const mine = [...drafts].filter(([, draft]) => !draft.saved);
    this.write(name, mine.length > 0 ? ({ user, task, title, drafts: mine } satisfies StoredEdits) : undefined);
  }

  /** The reviewer has left the task's page, and no save is running any more. */
  leave(user: string, task: string) {
    const name = nameOf("edits", user, task);
    const edits = this.open.get(name);
    if (edits) {
      this.put(name, { ...edits, left: [...edits.drafts.values()].some(waits) });
    }
  }

  /** The tasks with edits that the service does not have, of everybody who typed in this tab. */
  unsaved = (): Unsaved[] => this.unsavedTasks;

  watch = (watcher: () => void): (() => void) => {
    this.watchers.add(watcher);
    return () => this.watchers.delete(watcher);
  };

  /** Restores what this tab stored before a reload. */
  restore() {
    for (const name of storedNames()) {
      const edits = name.startsWith(`${PREFIX} edits `) ? this.editsNamed(name) : undefined;
      if (edits) {
        this.open.set(name, edits);
      }
    }
    this.notify();
  }

  /** The chosen option; an empty name stands for the task as proposed. */
  option(user: string, task: string): string | undefined {
    return this.read<string>(nameOf("option", user, task));
  }

  keepOption(user: string, task: string, option: string | undefined) {
    this.write(nameOf("option", user, task), option);
  }

  reason(user: string, task: string): string {
    return this.read<string>(nameOf("reason", user, task)) ?? "";
  }

  keepReason(user: string, task: string, reason: string) {
    this.write(nameOf("reason", user, task), reason || undefined);
  }

  private editsNamed(name: string): Edits | undefined {
    const known = this.open.get(name);
    const found = known ? undefined : this.read<StoredEdits>(name);
    return known ?? (found && { ...found, drafts: new Map(found.drafts), left: true });
  }

  private put(name: string, edits: Edits) {
    this.open.set(name, edits);
    this.notify();
  }

  private notify() {
    const next = [...this.open.values()]
      .filter(({ drafts }) => [...drafts.values()].some(waits))
      .map(({ user, task, title, left }) => ({ user, task, title, left }));
    if (JSON.stringify(next) !== JSON.stringify(this.unsavedTasks)) {
      this.unsavedTasks = next;
      this.watchers.forEach((watcher) => watcher());
    }
  }

  private read<T>(name: string): T | undefined {
    return (this.pending.get(name) ?? stored(name))?.value as T | undefined;
  }

  private write(name: string, value: unknown) {
    this.pending.set(name, { at: Date.now(), value });
    this.timer ??= setTimeout(() => this.flush(), PAUSE);
  }

  private flush() {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.pending.forEach((each, name) => store(name, each));
    this.pending.clear();
  }
}

function stored(name: string): Stored | undefined {
  try {
    const text = sessionStorage.getItem(name);
    return text === null ? undefined : (JSON.parse(text) as Stored);
  } catch {
    return undefined;
  }
}

function storedNames(): string[] {
  try {
    return Object.keys(sessionStorage).filter((each) => each.startsWith(PREFIX));
  } catch {
    return [];
  }
}

function store(name: string, each: Stored) {
  try {
    if (each.value === undefined) {
      sessionStorage.removeItem(name);
      return;
    }
    const others = storedNames().filter((other) => other !== name);
    if (others.length >= MOST) {
      const at = (other: string) => stored(other)?.at ?? 0;
      others.sort((a, b) => at(b) - at(a));
      others.slice(MOST - 1).forEach((other) => sessionStorage.removeItem(other));
    }
    sessionStorage.setItem(name, JSON.stringify(each));
  } catch {
    // The storage is full or forbidden: a reload would lose the edits, and the page asks before one.
  }
}
