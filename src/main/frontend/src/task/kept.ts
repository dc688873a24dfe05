import { useSyncExternalStore } from "react";
import { type Draft, type Drafts, waits } from "./settle";

/**
 * What a reviewer has typed and the service does not have, for each person and task: it outlives the page that shows it
 * and a reload, and goes with the tab. Nobody else is shown it.
 */
const open = new Map<string, Edits>();
const PREFIX = "hilt-kept";
const MOST = 50;

interface Edits {
  user: string;
  task: string;
  title: string;
  drafts: Drafts;
  /** Whether the reviewer has gone on to something else. */
  left: boolean;
}

/** A task whose edits the service does not have. */
export type Unsaved = Pick<Edits, "user" | "task" | "title" | "left">;

/** How a value is stored: the one that was changed longest ago makes room. */
interface Stored {
  at: number;
  value: unknown;
}

function nameOf(kind: string, user: string, task: string): string {
  return `${PREFIX} ${kind} ${user} ${task}`;
}

function stored(name: string): Stored | undefined {
  try {
    const text = sessionStorage.getItem(name);
    return text === null ? undefined : (JSON.parse(text) as Stored);
  } catch {
    return undefined;
  }
}

function names(): string[] {
  try {
    return Object.keys(sessionStorage).filter((each) => each.startsWith(PREFIX));
  } catch {
    return [];
  }
}

function read<T>(name: string): T | undefined {
  return (pending.get(name) ?? stored(name))?.value as T | undefined;
}

/** What is still to be stored: a long text with every key would make typing slow. */
const pending = new Map<string, Stored>();
const PAUSE = 200;
let timer: ReturnType<typeof setTimeout> | undefined;

function write(name: string, value: unknown) {
  pending.set(name, { at: Date.now(), value });
  timer ??= setTimeout(flush, PAUSE);
}

function flush() {
  clearTimeout(timer);
  timer = undefined;
  pending.forEach((each, name) => store(name, each));
  pending.clear();
}

if ("window" in globalThis) {
  window.addEventListener("pagehide", flush);
}

function store(name: string, each: Stored) {
  try {
    if (each.value === undefined) {
      sessionStorage.removeItem(name);
      return;
    }
    const others = names().filter((other) => other !== name);
    if (others.length >= MOST) {
      const at = (other: string) => stored(other)?.at ?? 0;
      others.sort((a, b) => at(b) - at(a));
      others.slice(MOST - 1).forEach((other) => sessionStorage.removeItem(other));
    }
    sessionStorage.setItem(name, JSON.stringify(each));
  } catch {
    // Full or forbidden: then a reload loses it, and the page asks before one.
  }
}

type StoredEdits = Pick<Edits, "user" | "task" | "title"> & { drafts: [string, Draft][] };

function editsNamed(name: string): Edits | undefined {
  const known = open.get(name);
  const found = known ? undefined : read<StoredEdits>(name);
  return known ?? (found && { ...found, drafts: new Map(found.drafts), left: true });
}

function put(name: string, edits: Edits) {
  open.set(name, edits);
  tell();
}

let unsaved: Unsaved[] = [];
const watchers = new Set<() => void>();

function tell() {
  const next = [...open.values()]
    .filter(({ drafts }) => [...drafts.values()].some(waits))
    .map(({ user, task, title, left }) => ({ user, task, title, left }));
  if (JSON.stringify(next) !== JSON.stringify(unsaved)) {
    unsaved = next;
    watchers.forEach((watcher) => watcher());
  }
}

export const kept = {
  drafts(user: string, task: string): Drafts {
    return editsNamed(nameOf("edits", user, task))?.drafts ?? new Map();
  },
  keepDrafts(user: string, task: string, title: string, drafts: Drafts) {
    const name = nameOf("edits", user, task);
    put(name, { user, task, title, drafts, left: open.get(name)?.left ?? false });
    const mine = [...drafts].filter(([, draft]) => !draft.saved);
    write(name, mine.length > 0 ? ({ user, task, title, drafts: mine } satisfies StoredEdits) : undefined);
  },
  /** The reviewer has gone on, and no save is under way any more. */
  leave(user: string, task: string) {
    const name = nameOf("edits", user, task);
    const edits = open.get(name);
    if (edits) {
      put(name, { ...edits, left: [...edits.drafts.values()].some(waits) });
    }
  },
  /** The tasks whose edits the service does not have, whoever typed them in this tab. */
  unsaved: () => unsaved,
  watch(watcher: () => void): () => void {
    watchers.add(watcher);
    return () => watchers.delete(watcher);
  },
  /** Takes up what an earlier page of this tab kept. */
  takeUp() {
    for (const name of names()) {
      const edits = name.startsWith(`${PREFIX} edits `) ? editsNamed(name) : undefined;
      if (edits) {
        open.set(name, edits);
      }
    }
    tell();
  },
  /** The option that was chosen; an empty name for what was proposed. */
  option: (user: string, task: string) => read<string>(nameOf("option", user, task)),
  keepOption(user: string, task: string, option: string | undefined) {
    write(nameOf("option", user, task), option);
  },
  reason: (user: string, task: string) => read<string>(nameOf("reason", user, task)) ?? "",
  keepReason(user: string, task: string, reason: string) {
    write(nameOf("reason", user, task), reason || undefined);
  },
};

export function useUnsaved(): Unsaved[] {
  return useSyncExternalStore(kept.watch, kept.unsaved);
}
