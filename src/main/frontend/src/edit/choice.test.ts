import { describe, expect, it } from "vitest";
import type { Task } from "../api/client";
import { textOf } from "../content/blocks";
import { type Changes, changesOfOption, standingOption, stands, typedBlocks } from "./choice";

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
  it("stand where all that they set stands, and none sets more", () => {
    expect(standingOption(task({}))).toBeUndefined();
    expect(standingOption(task({ b: "2" }))).toBe("two");
    expect(standingOption(task({ a: "1", b: "2" }))).toBe("both");
  });

  const changed = (working: Record<string, string>, optionId: string | undefined) => {
    const { free, typed } = changesOfOption(task(working), optionId, textOf);
    const texts = (changes: Changes) => Object.fromEntries(changes.map(({ block, text }) => [block.id, text]));
    return { free: texts(free), typed: texts(typed) };
  };

  it("start from what was filed, whichever option stood before", () => {
    expect(changed({ a: "1", fixed: "1" }, "two")).toEqual({ free: { a: "a", b: "2", fixed: "f" }, typed: {} });
    expect(changed({ a: "1", fixed: "1" }, undefined)).toEqual({ free: { a: "a", fixed: "f" }, typed: {} });
  });

  it("keep typed words, or say that they would replace them", () => {
    expect(changed({ a: "typed", fixed: "1" }, undefined)).toEqual({ free: { fixed: "f" }, typed: {} });
    expect(changed({ a: "typed" }, "one")).toEqual({ free: { fixed: "1" }, typed: { a: "1" } });
  });

  it("go back to words that somebody saved while one was looked at", () => {
    const { free, typed } = changesOfOption(task({ a: "saved" }), undefined, (block) => (block.id === "a" ? "1" : textOf(block)));
    expect(free.map(({ block, text }) => [block.id, text])).toEqual([["a", "saved"]]);
    expect(typed).toEqual([]);
  });

  it("stand for who chose them also when their words were edited since", () => {
    const edited = task({ b: "edited" });
    expect(stands(edited, "two", textOf)).toBe(false);
    expect(stands(edited, "two", textOf, (block) => block.id === "b")).toBe(true);
    expect(stands(task({ b: "edited", fixed: "1" }), "two", textOf, (block) => block.id === "b")).toBe(false);
  });

  it("stand beside words that were typed before the page was loaded anew, and not where another option was saved", () => {
    const standsAfterReload = (working: Record<string, string>, optionId: string) => {
      const typed = typedBlocks(task(working), textOf);
      return stands(task(working), optionId, textOf, ({ id }) => typed.includes(id));
    };
    expect(standsAfterReload({ a: "typed", b: "2" }, "both")).toBe(true);
    expect(standsAfterReload({ b: "2" }, "both")).toBe(false);
    expect(standsAfterReload({ a: "typed" }, "both")).toBe(false);
    expect(standsAfterReload({ a: "typed", fixed: "other" }, "one")).toBe(false);
  });
});
