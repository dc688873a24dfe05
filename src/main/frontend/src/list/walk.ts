import type { Filters } from "../api/client";
import { tasks } from "../api/queries";
import { walked } from "../state/stores";
import { filtersOf } from "./filters";

export const walk = {
  remember(address: string, filters: Filters) {
    Object.assign(walked, { address, filters });
  },
  address: () => walked.address,
  query: () => tasks(walked.filters ?? filtersOf("", "queue")),
};

/** The neighbours of a task in a list; if the task has left the list, those of its last place. */
export function neighbours(ids: string[], id: string, lastPlace?: number): { at: number; next?: string; previous?: string } {
  const at = ids.indexOf(id);
  if (at < 0) {
    const from = lastPlace ?? 0;
    return { at, next: ids[from] ?? ids[0], previous: ids[from - 1] };
  }
  return { at, next: ids[at + 1], previous: ids[at - 1] };
}
