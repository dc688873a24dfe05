import { describe, expect, it } from "vitest";
import type { Task } from "../api/client";
import { changesOfOption, standingOption } from "./choice";
import { eventsOf } from "./History";

const option = (id: string, values: Record<string, string>) => ({
  id,
  label: id,
  patches: Object.entries(values).map(([block_id, value]) => ({ block_id, op: "replace" as const, value })),
});

function task(working: Record<string, string>, more: Partial<Task> = {}): Task {
  const blocks = (contents: Record<string, string>) =>
    Object.entries(contents).map(([id, content]) => ({ id, type: "plaintext" as const, content, editable: id !== "fixed" }));
  return {
    blocks_original: blocks({ a: "a", b: "b", fixed: "f" }),
    blocks_working: blocks({ a: "a", b: "b", fixed: "f", ...working }),
    interaction_schema: {
      type: "choice",
      require_confirmation: true,
      options: [option("one", { a: "1", fixed: "1" }), option("two", { b: "2" }), option("both", { a: "1", b: "2" })],
    },
    ...more,
  } as Task;
}

describe("options", () => {
  it("stand where all that they set stands, and no other does", () => {
    expect(standingOption(task({}))).toBeUndefined();
    expect(standingOption(task({ b: "2" }))).toBe("two");
    expect(standingOption(task({ a: "1", b: "2" }))).toBeUndefined();
  });

  it("take back what the one before has set", () => {
    const { back, next } = changesOfOption(task({ a: "1" }), "two", "one");
    expect(back).toEqual([{ id: "a", content: "a" }]);
    expect([...next]).toEqual(["b"]);
  });

  it("leave alone what was edited since, what is set anew, and what cannot be edited", () => {
    expect(changesOfOption(task({ a: "edited", fixed: "1" }), undefined, "one").back).toEqual([]);
    expect(changesOfOption(task({ a: "1" }), "both", "one").back).toEqual([]);
  });
});

describe("the history of a task", () => {
  const words = (more: Partial<Task>) =>
    eventsOf(task({}, { version: 1, source_name: "agent", created_at: "1", updated_at: "2", ...more })).map(
      (event) => event.words,
    );

  it("tells the way from the filing to the archive", () => {
    const decision = { type: "DENY", reason: "no", decided_at: "3", decided_by: "jane@acme.test" } as const;
    const dispatch = { last_delivery_status: "DELIVERED", attempt_count: 2, last_attempt_at: "4", decision_event_id: "e" } as const;
    expect(words({})).toEqual(["Filed"]);
    expect(words({ version: 2 })).toEqual(["Filed", "Last edited"]);
    expect(words({ version: 5, decision, dispatch, archived_at: "5" })).toEqual([
      "Filed",
      "Denied",
      "Sent and delivered, 2 attempts",
      "Archived",
    ]);
    const fetched = { last_delivery_status: "DELIVERED", attempt_count: 0, decision_event_id: "e" } as const;
    expect(words({ decision, dispatch: fetched, status: "DISPATCHED" })).toEqual(["Filed", "Denied", "Fetched by the executor"]);
    expect(words({ decision, dispatch: { ...dispatch, attempt_count: 1, last_delivery_status: "FAILED" } })).toEqual([
      "Filed",
      "Denied",
      "Sent, 1 attempt, not delivered",
    ]);
  });
});
