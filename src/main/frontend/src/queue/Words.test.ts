import { createElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, it } from "vitest";
import type { Task } from "../api/client";
import { StatusTag } from "./Words";

const tag = (status: string, type?: string) => {
  const decision = type && { type, decided_at: "2026-01-01T00:00:00Z", decided_by: "jane@acme.test" };
  return renderToStaticMarkup(createElement(StatusTag, { item: { status, decision } as unknown as Task })).replace(/<[^>]+>/g, " ").trim();
};

describe("the tag of a status", () => {
  it("says what was decided", () => {
    expect(tag("PENDING")).toBe("Pending");
    expect(tag("APPROVED", "APPROVE")).toBe("Approved");
    expect(tag("DISPATCHED", "DENY")).toBe("Denied");
    expect(tag("ARCHIVED", "APPROVE")).toMatch(/^Approved +archived$/);
  });

  it("shows what it does not know by its own word, and never as approved", () => {
    expect(tag("EXPIRED")).toBe("EXPIRED");
    expect(tag("EXPIRED", "APPROVE")).toBe("EXPIRED");
    expect(tag("DISPATCHED", "EXPIRE")).toBe("EXPIRE");
  });
});
