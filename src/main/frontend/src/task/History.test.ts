import { describe, expect, it } from "vitest";
import type { Task } from "../api/client";
import { eventsOf } from "./History";

describe("the history of a task", () => {
  const words = (more: Partial<Task>) =>
    eventsOf({ version: 1, source_name: "agent", created_at: "1", updated_at: "2", ...more } as Task).map(
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
