import type { ActionType, Filters, Risk, Status } from "../api/client";

export const RISKS: Risk[] = ["critical", "high", "medium", "low"];
export const ACTIONS: ActionType[] = [
  "send",
  "reply",
  "post",
  "create",
  "update",
  "delete",
  "archive",
  "schedule",
  "transfer",
  "notify",
];
const STATUSES: Status[] = ["PENDING", "APPROVED", "DENIED", "DISPATCHED", "ARCHIVED"];
const DECIDED: Status[] = ["APPROVED", "DENIED", "DISPATCHED", "ARCHIVED"];

export type View = "queue" | "archive";

function one<T extends string>(value: string | null, allowed: readonly T[]): T | undefined {
  return allowed.find((each) => each === value);
}

/** The filters in an address; the view's defaults fill in the rest. */
export function filtersOf(search: string, view: View): Filters {
  const query = new URLSearchParams(search);
  const status = query.get("status");
  const one_ = one(status, STATUSES);
  return {
    status: one_ ? [one_] : view === "archive" ? DECIDED : status === "all" ? undefined : ["PENDING"],
    source: query.get("source") ?? undefined,
    risk: one(query.get("risk"), RISKS),
    action: one(query.get("action"), ACTIONS),
    q: query.get("q")?.trim() || undefined,
    sort: view === "archive" ? "created_at" : (one(query.get("sort"), ["priority", "created_at"] as const) ?? "priority"),
  };
}

/** An address with one filter changed; an empty one is left out. */
export function withFilter(search: string, name: string, value: string): string {
  const query = new URLSearchParams(search);
  if (value) {
    query.set(name, value);
  } else {
    query.delete(name);
  }
  const text = query.toString();
  return text ? `?${text}` : "";
}

export function isFiltered(search: string): boolean {
  const query = new URLSearchParams(search);
  return ["status", "source", "risk", "action", "q"].some((name) => query.has(name));
}
