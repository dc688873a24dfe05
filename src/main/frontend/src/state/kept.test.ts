import { beforeEach, describe, expect, it, vi } from "vitest";
import { type Draft, Kept } from "./kept";

/** As far as the page uses it; names in the order of code points, which is no order of time. */
function storage(): Storage {
  const items: Record<string, string> = {};
  const methods = {
    getItem: (name: string) => items[name] ?? null,
    setItem(name: string, value: string) {
      items[name] = value;
    },
    removeItem(name: string) {
      delete items[name];
    },
  };
  return new Proxy(methods as Storage, {
    ownKeys: () => Object.keys(items).sort(),
    getOwnPropertyDescriptor: () => ({ enumerable: true, configurable: true }),
  });
}

const typed = (text: string, more: Partial<Draft> = {}) => new Map([["body", { base: "", text, saved: false, ...more }]]);

function freshPage(): Kept {
  return new Kept();
}

describe("what was typed", () => {
  beforeEach(() => {
    vi.stubGlobal("sessionStorage", storage());
    vi.useFakeTimers({ now: 0 });
    return () => {
      vi.unstubAllGlobals();
      vi.useRealTimers();
    };
  });

  it("makes room by when it was changed last, not by its name", async () => {
    const kept = freshPage();
    for (let i = 0; i < 50; i += 1) {
      vi.setSystemTime(1000 + i);
      kept.keepReason("jane", `task ${99 - i}`, `reason ${i}`);
    }
    vi.runAllTimers();
    vi.setSystemTime(2000);
    kept.keepReason("jane", "task 99", "changed");
    vi.setSystemTime(2001);
    kept.keepReason("jane", "task new", "new");
    expect(kept.reason("jane", "task new"), "not stored yet").toBe("new");
    vi.runAllTimers();
    expect(kept.reason("jane", "task 99")).toBe("changed");
    expect(kept.reason("jane", "task 98"), "changed longest ago").toBe("");
    expect(kept.reason("jane", "task 50")).toBe("reason 49");
    expect(kept.reason("jane", "task new")).toBe("new");
  });

  it("is told of once its task was left, until it is saved", async () => {
    const kept = freshPage();
    kept.keepDrafts("jane", "1", "A title", typed("words"));
    const unsaved = { user: "jane", task: "1", title: "A title" };
    expect(kept.unsaved()).toEqual([{ ...unsaved, left: false }]);
    kept.leave("jane", "1");
    expect(kept.unsaved()).toEqual([{ ...unsaved, left: true }]);
    expect(kept.unsaved(), "the same one, as React wants it").toBe(kept.unsaved());
    kept.keepDrafts("jane", "1", "A title", typed("words", { saved: true }));
    expect(kept.unsaved()).toEqual([]);
  });

  it("is taken up by the page that follows in this tab", async () => {
    (freshPage()).keepDrafts("jane", "1", "A title", typed("words"));
    vi.runAllTimers();
    const next = freshPage();
    next.restore();
    expect(next.unsaved()).toEqual([{ user: "jane", task: "1", title: "A title", left: true }]);
    expect(next.drafts("jane", "1").get("body")?.text).toBe("words");
    expect(next.drafts("sam", "1").size).toBe(0);
  });

  it("is no matter where an option only sets it", async () => {
    const kept = freshPage();
    kept.keepDrafts("jane", "1", "A title", typed("words", { offered: true }));
    expect(kept.unsaved()).toEqual([]);
  });
});
