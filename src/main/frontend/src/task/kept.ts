import type { Draft, Drafts } from "./settle";

/**
 * What a reviewer has typed and the service does not have, for each person and task: it outlives the page that shows it
 * and a reload, and goes with the tab. Nobody else is shown it.
 */
const open = new Map<string, Drafts>();
const PREFIX = "hilt-draft";
const MOST = 50;

function nameOf(kind: string, user: string, task: string): string {
  return `${PREFIX} ${kind} ${user} ${task}`;
}

function read(name: string): string | null {
  try {
    return sessionStorage.getItem(name);
  } catch {
    return null;
  }
}

function write(name: string, value: string | undefined) {
  try {
    sessionStorage.removeItem(name);
    if (value !== undefined) {
      const names = Object.keys(sessionStorage).filter((each) => each.startsWith(PREFIX));
      names.slice(MOST - 1).forEach((each) => sessionStorage.removeItem(each));
      sessionStorage.setItem(name, value);
    }
  } catch {
    // Full or forbidden: then a reload loses it, and the page asks before one.
  }
}

export const kept = {
  drafts(user: string, task: string): Drafts {
    const name = nameOf("edits", user, task);
    return open.get(name) ?? new Map(JSON.parse(read(name) ?? "[]") as [string, Draft][]);
  },
  keepDrafts(user: string, task: string, drafts: Drafts) {
    const name = nameOf("edits", user, task);
    open.set(name, drafts);
    const unsaved = [...drafts].filter(([, draft]) => !draft.saved);
    write(name, unsaved.length > 0 ? JSON.stringify(unsaved) : undefined);
  },
  /** The option that was chosen; an empty name for what was proposed. */
  option: (user: string, task: string) => read(nameOf("option", user, task)) ?? undefined,
  keepOption(user: string, task: string, option: string | undefined) {
    write(nameOf("option", user, task), option);
  },
  reason: (user: string, task: string) => read(nameOf("reason", user, task)) ?? "",
  keepReason(user: string, task: string, reason: string) {
    write(nameOf("reason", user, task), reason || undefined);
  },
};
