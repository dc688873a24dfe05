import { describe, expect, it } from "vitest";
import type { TaskItem } from "../api/client";
import type { TaskPages } from "../api/queries";
import { applyChange, compare, fits, hold } from "./changes";
import { filtersOf, withFilter } from "./filters";
import { neighbours } from "./walk";

function item(id: string, more: Partial<TaskItem> = {}): TaskItem {
  return {
    id,
    source_id: "s",
    source_name: "agent",
    status: "PENDING",
    priority: "NORMAL",
    title: id,
    risk_level: "low",
    revision: 1,
    awaiting: "reviewer",
    comment_count: 0,
    version: 1,
    etag: '"1-0-0"',
    created_at: `2026-01-01T00:00:0${id.length}.000Z`,
    updated_at: "2026-01-01T00:00:00.000Z",
    block_count: 1,
    has_changes: false,
    ...more,
  };
}

function list(items: TaskItem[], more: { cursor?: string } = {}): TaskPages {
  return {
    pages: [{ items, total_count: items.length, total_count_relation: "eq", next_cursor: more.cursor ?? null }],
    pageParams: [null],
  };
}

const ids = (pages: TaskPages | undefined) => pages?.pages.flatMap((page) => page.items.map((each) => each.id));
const queue = filtersOf("", "queue");

describe("a list of tasks", () => {
  it("takes a new task in where it belongs, and counts it", () => {
    const before = list([item("h", { priority: "HIGH" }), item("nn"), item("l", { priority: "LOW" })]);
    const after = applyChange(before, { kind: "created", item: item("nnn") }, queue);
    expect(ids(after)).toEqual(["h", "nn", "nnn", "l"]);
    expect(after?.pages[0]?.total_count).toBe(4);
  });

  it("leaves a new task that belongs behind the loaded pages to the service, and counts it", () => {
    const after = applyChange(list([item("n")], { cursor: "more" }), { kind: "created", item: item("nn") }, queue);
    expect(ids(after)).toEqual(["n"]);
    expect(after?.pages[0]?.total_count).toBe(2);
  });

  it("counts what happens behind the loaded pages once", () => {
    const loaded = list([item("n")], { cursor: "more" });
    const count = (kind: "updated" | "decided" | "dispatched", more: Partial<TaskItem>, filters = queue) =>
      applyChange(loaded, { kind, item: item("nn", { version: 2, ...more }) }, filters)?.pages[0]?.total_count;
    expect(count("updated", {})).toBe(1);
    expect(count("decided", { status: "DENIED" })).toBe(0);
    const archive = filtersOf("", "archive");
    const decision = { type: "APPROVE", decided_at: "2026-01-01T00:00:00.000Z", decided_by: "a@b.example" } as const;
    const old = { created_at: "2025-01-01T00:00:00.000Z", decision };
    expect(count("decided", { ...old, status: "APPROVED" }, archive)).toBe(2);
    expect(count("dispatched", { ...old, status: "DISPATCHED" }, archive)).toBe(1);
    expect(count("dispatched", { ...old, status: "DISPATCHED" }, filtersOf("?status=APPROVED", "queue"))).toBe(0);
  });

  it("does not count what it had all of", () => {
    const decided = item("nn", { status: "DENIED", version: 2 });
    expect(applyChange(list([item("n")]), { kind: "decided", item: decided }, queue)?.pages[0]?.total_count).toBe(1);
  });

  it("lets a decided task go", () => {
    const decided = item("n", { status: "APPROVED", version: 2 });
    const after = applyChange(list([item("n"), item("nn")]), { kind: "decided", item: decided }, queue);
    expect(ids(after)).toEqual(["nn"]);
    expect(after?.pages[0]?.total_count).toBe(1);
  });

  it("does not go back to an older version", () => {
    const before = list([item("n", { version: 3, title: "new" })]);
    const after = applyChange(before, { kind: "updated", item: item("n", { version: 2, title: "old" }) }, queue);
    expect(after?.pages[0]?.items[0]?.title).toBe("new");
  });

  it("asks the service where words are looked for", () => {
    expect(applyChange(list([]), { kind: "created", item: item("n") }, { ...queue, q: "words" })).toBeUndefined();
  });

  it("knows what fits its filters", () => {
    expect(fits(item("n"), filtersOf("risk=high", "queue"))).toBe(false);
    expect(fits(item("n"), filtersOf("source=s&risk=low", "queue"))).toBe(true);
    expect(fits(item("n"), filtersOf("", "archive"))).toBe(false);
  });

  it("sorts by priority and then by age, or by age alone", () => {
    const [older, newer] = [item("a"), item("bb")];
    expect(compare(older, newer, "priority")).toBeLessThan(0);
    expect(compare(older, newer, "created_at")).toBeGreaterThan(0);
    expect(compare(newer, { ...older, priority: "LOW" }, "priority")).toBeLessThan(0);
  });
});

describe("held rows", () => {
  it("keep their places, count what is new between them, and take on what comes after", () => {
    const [a, b, c] = [item("a"), item("b"), item("c")];
    const { rows, waiting } = hold([a, b], [item("new"), a, b, c]);
    expect(rows.map((row) => row.id)).toEqual(["a", "b", "c"]);
    expect(waiting).toBe(1);
  });

  it("keep what has left the list", () => {
    expect(hold([item("a"), item("b")], [item("b")]).rows.map((row) => row.id)).toEqual(["a", "b"]);
  });

  it("show what has changed", () => {
    expect(hold([item("a")], [item("a", { title: "changed" })]).rows[0]?.title).toBe("changed");
  });
});

describe("an address", () => {
  it("holds the filters, and only those that exist", () => {
    expect(filtersOf("risk=bogus&status=DENIED&q=%20x%20", "queue")).toMatchObject({
      status: ["DENIED"],
      risk: undefined,
      q: "x",
    });
    expect(filtersOf("status=all", "queue").status).toBeUndefined();
  });

  it("changes by one filter at a time", () => {
    expect(withFilter("risk=low&q=a", "risk", "")).toBe("?q=a");
    expect(withFilter("", "risk", "high")).toBe("?risk=high");
  });
});

describe("neighbours", () => {
  it("are those in the list, or around the place that the task had", () => {
    expect(neighbours(["a", "b", "c"], "b")).toEqual({ at: 1, next: "c", previous: "a" });
    expect(neighbours(["a", "c"], "b", 1)).toEqual({ at: -1, next: "c", previous: "a" });
    expect(neighbours(["a"], "b", 1).next).toBe("a");
  });
});
