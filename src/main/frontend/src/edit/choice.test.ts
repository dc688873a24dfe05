import { describe, expect, it } from "vitest";
import type { Task } from "../api/client";
import { textOf } from "../content/blocks";
import { appliedOption, type Changes, changesOfOption, isApplied, typedBlocks } from "./choice";

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
  it("are applied if all blocks have their values, and none sets more", () => {
    expect(appliedOption(task({}))).toBeUndefined();
    expect(appliedOption(task({ b: "2" }))).toBe("two");
    expect(appliedOption(task({ a: "1", b: "2" }))).toBe("both");
  });

  const changed = (working: Record<string, string>, optionId: string | undefined) => {
    const { free, typed } = changesOfOption(task(working), optionId, textOf);
    const texts = (changes: Changes) => Object.fromEntries(changes.map(({ block, text }) => [block.id, text]));
    return { free: texts(free), typed: texts(typed) };
  };

  it("start from what was filed, whichever option was applied before", () => {
    expect(changed({ a: "1", fixed: "1" }, "two")).toEqual({ free: { a: "a", b: "2", fixed: "f" }, typed: {} });
    expect(changed({ a: "1", fixed: "1" }, undefined)).toEqual({ free: { a: "a", fixed: "f" }, typed: {} });
  });

  it("keep typed words, or say that they would replace them", () => {
    expect(changed({ a: "typed", fixed: "1" }, undefined)).toEqual({ free: { fixed: "f" }, typed: {} });
    expect(changed({ a: "typed" }, "one")).toEqual({ free: { fixed: "1" }, typed: { a: "1" } });
  });

  it("return to words that somebody saved while one was tried", () => {
    const { free, typed } = changesOfOption(task({ a: "saved" }), undefined, (block) => (block.id === "a" ? "1" : textOf(block)));
    expect(free.map(({ block, text }) => [block.id, text])).toEqual([["a", "saved"]]);
    expect(typed).toEqual([]);
  });

  it("stay applied for the reviewer who chose them and then edited their words", () => {
    const edited = task({ b: "edited" });
    expect(isApplied(edited, "two", textOf)).toBe(false);
    expect(isApplied(edited, "two", textOf, (block) => block.id === "b")).toBe(true);
    expect(isApplied(task({ b: "edited", fixed: "1" }), "two", textOf, (block) => block.id === "b")).toBe(false);
  });

  it("stay applied beside words that were typed before a reload, but not if another option was saved", () => {
    const isAppliedAfterReload = (working: Record<string, string>, optionId: string) => {
      const typed = typedBlocks(task(working), textOf);
      return isApplied(task(working), optionId, textOf, ({ id }) => typed.includes(id));
    };
    expect(isAppliedAfterReload({ a: "typed", b: "2" }, "both")).toBe(true);
    expect(isAppliedAfterReload({ b: "2" }, "both")).toBe(false);
    expect(isAppliedAfterReload({ a: "typed" }, "both")).toBe(false);
    expect(isAppliedAfterReload({ a: "typed", fixed: "other" }, "one")).toBe(false);
  });
});
