import type { TaskItem } from "../api/client";
import { type TaskPages, queries, tasks } from "../api/queries";
import { type Filters, filtersOf } from "./filters";

/** The list that the reviewer came from, to go on to its next task. */
let address = "/";
let filters: Filters = filtersOf("", "queue");

export const walk = {
  remember(from: string, by: Filters) {
    address = from;
    filters = by;
  },
  address: () => address,
  query: () => tasks(filters),
  items(): TaskItem[] {
    const pages = queries.getQueryData<TaskPages>(tasks(filters).queryKey);
    return pages?.pages.flatMap((page) => page.items) ?? [];
  },
};

/** The neighbours of a task in a list; one that has left it is looked for where it was. */
export function neighbours(ids: string[], id: string, lastPlace?: number): { at: number; next?: string; previous?: string } {
  const at = ids.indexOf(id);
  if (at < 0) {
    const from = lastPlace ?? 0;
    return { at, next: ids[from] ?? ids[0], previous: ids[from - 1] };
  }
  return { at, next: ids[at + 1], previous: ids[at - 1] };
}
