import type { Filters, Status, TaskItem, TaskPage } from "../api/client";
import type { TaskPages } from "../api/queries";
import type { Change } from "../state/live";

const RANK = { HIGH: 0, NORMAL: 1, LOW: 2 } as const;

/** Whether a task belongs in a list, except for the search text, which only the service can match. */
export function fits(item: TaskItem, filters: Filters): boolean {
  return (
    (!filters.status || filters.status.includes(item.status)) &&
    (!filters.source || filters.source === item.source_id) &&
    (!filters.risk || filters.risk === item.risk_level) &&
    (!filters.action || filters.action === item.action?.type)
  );
}

export function compare(a: TaskItem, b: TaskItem, sort: Filters["sort"]): number {
  if (sort === "created_at") {
    return a.created_at === b.created_at ? (a.id < b.id ? 1 : -1) : a.created_at < b.created_at ? 1 : -1;
  }
  return RANK[a.priority] - RANK[b.priority] || (a.created_at === b.created_at ? (a.id < b.id ? -1 : 1) : a.created_at < b.created_at ? -1 : 1);
}

/** The status of a task before a change, or nothing if it is new. */
function statusBefore({ kind, item }: Change): Status | undefined {
  switch (kind) {
    case "created":
      return undefined;
    case "updated":
    case "changes_requested":
    case "revised":
      return item.status;
    case "decided":
      return "PENDING";
    case "dispatched":
      return item.decision?.type === "DENY" ? "DENIED" : "APPROVED";
    default:
      return kind satisfies never;
  }
}

/** How a change of a task that is not loaded affects the number of tasks that fit. */
function countedBy(change: Change, filters: Filters): number {
  const status = statusBefore(change);
  const fitted = status !== undefined && fits({ ...change.item, status }, filters);
  return Number(fits(change.item, filters)) - Number(fitted);
}

/** A list after a change; undefined if only the service knows it. */
export function applyChange(pages: TaskPages, change: Change, filters: Filters): TaskPages | undefined {
  const { item } = change;
  let found = false;
  const next = pages.pages.map((page) => {
    const at = page.items.findIndex((each) => each.id === item.id);
    if (at < 0) {
      return page;
    }
    found = true;
    if (item.version < (page.items[at]?.version ?? 0)) {
      return page;
    }
    return fits(item, filters)
      ? { ...page, items: page.items.with(at, item) }
      : { ...page, items: page.items.toSpliced(at, 1) };
  });
  if (found) {
    return { ...pages, pages: levelCount(next, pages) };
  }
  if (filters.q) {
    return fits(item, filters) ? undefined : pages;
  }
  if (!fits(item, filters)) {
    return counted(pages, countedBy(change, filters));
  }
  for (const [index, page] of pages.pages.entries()) {
    const at = page.items.findIndex((each) => compare(item, each, filters.sort) < 0);
    const isLast = index === pages.pages.length - 1;
    if (at >= 0 || (isLast && page.next_cursor === null)) {
      const items = page.items.toSpliced(at < 0 ? page.items.length : at, 0, item);
      return {
        ...pages,
        pages: pages.pages.map((each, i) => ({
          ...each,
          items: i === index ? items : each.items,
          total_count: plus(each, 1),
        })),
      };
    }
  }
  return counted(pages, countedBy(change, filters));
}

function counted(pages: TaskPages, more: number): TaskPages {
  const isWhole = pages.pages.at(-1)?.next_cursor === null;
  if (more === 0 || (more < 0 && isWhole)) {
    return pages;
  }
  return {
    ...pages,
    pages: pages.pages.map((page) => ({ ...page, total_count: plus(page, more) })),
  };
}

/** A number that only says "at least" stays as it is. */
function plus(page: TaskPage, more: number): number {
  return page.total_count_relation === "gte" ? page.total_count : Math.max(0, page.total_count + more);
}

function levelCount(next: TaskPages["pages"], before: TaskPages): TaskPages["pages"] {
  const removed = next.some((page, i) => page.items.length < (before.pages[i]?.items.length ?? 0));
  return removed ? next.map((page) => ({ ...page, total_count: plus(page, -1) })) : next;
}

/**
 * What to show while the rows must stay where they are: those that are shown keep their places, what has left the list
 * stays until the hold ends, and what would come between them is only counted.
 */
export function hold(shown: TaskItem[], items: TaskItem[]): { rows: TaskItem[]; waiting: number } {
  const now = new Map(items.map((item, index) => [item.id, index]));
  const known = new Set(shown.map((item) => item.id));
  const last = shown.reduce((most, item) => Math.max(most, now.get(item.id) ?? -1), -1);
  const rows = shown.map((item) => items[now.get(item.id) ?? -1] ?? item);
  let waiting = 0;
  items.forEach((item, index) => {
    if (!known.has(item.id)) {
      if (index > last) {
        rows.push(item);
      } else {
        waiting += 1;
      }
    }
  });
  return { rows, waiting };
}
