import { describe, expect, it } from "vitest";
import type { Block, Task } from "../api/client";
import { parseExact, print } from "../api/json";
import { type Hunk, changesIn, hunksOf } from "./diff";
import { inBrief, linesOf, withOldValues } from "./patch";
import { wordsBetween } from "./words";

const SIGNS = { same: " ", removed: "-", added: "+" };

function written(hunks: Hunk[]): string {
  return hunks
    .map(({ header, lines }) => {
      const each = lines.map(
        ({ kind, parts, unended }) =>
          `${SIGNS[kind]}${parts.map((part) => part.text).join("")}\n${unended ? "\\ No newline at end of file\n" : ""}`,
      );
      return `${header}\n${each.join("")}`;
    })
    .join("");
}

function marked(parts: { text: string; changed: boolean }[] | undefined): string {
  return (parts ?? []).map((part) => (part.changed ? `[${part.text}]` : part.text)).join("");
}

describe("a unified diff", () => {
  const HEAD = "--- b.original\n+++ b.final\n";

  it("is read to the byte", () => {
    const body =
      "@@ -1,4 +1,5 @@\n same\n-two\r\n+2\r\n \u2028x\n+--- b.original\n four\n@@ -20,1 +21,0 @@\n-@@ -1,1 +1,1 @@\n\\ No newline at end of file\n";
    expect(written(hunksOf(HEAD + body))).toBe(body);
    expect(hunksOf(HEAD + body).map((hunk) => hunk.lines.length)).toEqual([6, 1]);
  });

  it("takes lines that look like signs for lines", () => {
    const [hunk] = hunksOf(`${HEAD}@@ -1,2 +1,1 @@\n--- a\n-\n++++ b\n`);
    expect(hunk?.lines.map((line) => [line.kind, line.parts[0]?.text])).toEqual([
      ["removed", "-- a"],
      ["removed", ""],
      ["added", "+++ b"],
    ]);
  });

  it("says of both sides that the line feed is missing", () => {
    const [hunk] = hunksOf(
      `${HEAD}@@ -1,1 +1,1 @@\n-a\n\\ No newline at end of file\n+b\n\\ No newline at end of file\n`,
    );
    expect(hunk?.lines.map((line) => line.unended)).toEqual([true, true]);
  });

  it("reads an empty side, and nothing at all", () => {
    expect(written(hunksOf(`${HEAD}@@ -0,0 +1,1 @@\n+new\n`))).toBe("@@ -0,0 +1,1 @@\n+new\n");
    expect(hunksOf("")).toEqual([]);
  });

  it("marks the words that differ in lines that are pairs", () => {
    const [hunk] = hunksOf(`${HEAD}@@ -1,3 +1,2 @@\n-we meet on Monday\n-the end\n-gone\n+we meet on Thursday\n+The end\n`);
    expect(hunk?.lines.map((line) => marked(line.parts))).toEqual([
      "we meet on [Monday]",
      "[the] end",
      "gone",
      "we meet on [Thursday]",
      "[The] end",
    ]);
  });
});

describe("words", () => {
  it("keep what is common in the middle", () => {
    const [before, after] = wordsBetween("pay 450 to Sam at once", "pay 400 to Sam later") ?? [];
    expect(marked(before)).toBe("pay [450] to Sam [at once]");
    expect(marked(after)).toBe("pay [400] to Sam [later]");
  });

  it("are not compared between lines that have little in common", () => {
    expect(wordsBetween("one thing", "quite another matter")).toBeUndefined();
    expect(wordsBetween("", "new")).toBeUndefined();
  });

  it("know letters of all scripts, and split no character", () => {
    const [before, after] = wordsBetween("Grüße an Jürgen 👍🏽", "Grüße an Jörg 👍🏽") ?? [];
    expect(marked(before)).toBe("Grüße an [Jürgen] 👍🏽");
    expect(marked(after)).toBe("Grüße an [Jörg] 👍🏽");
  });

  it("are cheap, however long the lines are", () => {
    const line = (word: string) => Array.from({ length: 40_000 }, (_, i) => `${word}${i}`).join(" ");
    const start = performance.now();
    wordsBetween(`same ${line("a")} same`, `same ${line("b")} same`);
    expect(performance.now() - start).toBeLessThan(1000);
  });
});

describe("a JSON patch", () => {
  const exact = (text: string) => parseExact(text) as never;

  it("tells what stood there before, one operation after the other", () => {
    const operations = withOldValues(
      exact(`{"list":[1,2,3],"a/b~":"x","deep":{"k":1.10}}`),
      exact(
        `[{"op":"remove","path":"/list/0"},{"op":"remove","path":"/list/0"},{"op":"add","path":"/list/1","value":9},
          {"op":"replace","path":"/list/1","value":8},{"op":"replace","path":"/a~1b~0","value":"y"},{"op":"replace","path":"/deep/k","value":1.20}]`,
      ),
    );
    expect(operations.map(({ op, before, after }) => [op, inBrief(before), inBrief(after)])).toEqual([
      ["remove", "1", ""],
      ["remove", "2", ""],
      ["add", "", "9"],
      ["replace", "9", "8"],
      ["replace", `"x"`, `"y"`],
      ["replace", "1.10", "1.20"],
    ]);
  });

  it("may replace the whole document, and members called __proto__", () => {
    expect(withOldValues(exact("[1]"), exact(`[{"op":"replace","path":"","value":{}}]`))).toMatchObject([
      { before: [{ rawJSON: "1" }], after: {} },
    ]);
    const [first, second, , third] = withOldValues(
      exact(`{"__proto__":{"x":1}}`),
      exact(`[{"op":"replace","path":"/__proto__/x","value":2},{"op":"remove","path":"/__proto__"},
             {"op":"add","path":"/__proto__","value":{"y":3}},{"op":"remove","path":"/__proto__/y"}]`),
    );
    expect(inBrief(first?.before)).toBe("1");
    expect(inBrief(second?.before)).toBe(`{"x":2}`);
    expect(inBrief(third?.before)).toBe("3");
    expect(({} as { x?: unknown }).x).toBeUndefined();
  });

  it("leaves the original document alone", () => {
    const original = exact(`{"a":[1,{"b":2}]}`) as unknown;
    withOldValues(original, exact(`[{"op":"remove","path":"/a/1/b"},{"op":"remove","path":"/a/0"}]`));
    expect(print(original)).toBe(print(parseExact(`{"a":[1,{"b":2}]}`)));
  });

  it("follows moves and copies", () => {
    const operations = withOldValues(
      exact(`{"a":1}`),
      exact(`[{"op":"copy","from":"/a","path":"/b"},{"op":"move","from":"/a","path":"/c"},{"op":"replace","path":"/c","value":5}]`),
    );
    expect(operations.map(({ before }) => inBrief(before))).toEqual(["1", "1", "1"]);
  });

  it("reads as lines where a value is long", () => {
    expect(linesOf({ op: "replace", path: "/a", before: 1, after: "x" })).toBeUndefined();
    const lines = linesOf({ op: "replace", path: "/a", before: `${"long ".repeat(20)}old`, after: `${"long ".repeat(20)}new` });
    expect(lines?.map((line) => line.kind)).toEqual(["removed", "added"]);
    expect(lines?.[1]?.parts.at(-2)).toEqual({ text: "new", changed: true });
  });
});

describe("the changes of a task", () => {
  it("come in the order of its blocks, also of JSON that was sent as text", () => {
    const blocks = [
      { id: "j", type: "json", content: `{"n": 1.0}`, editable: true },
      { id: "same", type: "plaintext", content: "", editable: true },
      { id: "t", type: "plaintext", content: "a\n", editable: true },
    ] as Block[];
    const changes = changesIn({ blocks_original: blocks } as Task, {
      text_diffs: [{ block_id: "t", unified_diff: "--- t.original\n+++ t.final\n@@ -1,1 +1,1 @@\n-a\n+b\n" }],
      json_patches: [{ block_id: "j", patch: [{ op: "replace", path: "/n", value: 2 }] }],
    });
    expect(changes.map((each) => each.block.id)).toEqual(["j", "t"]);
    expect(inBrief((changes[0] as { operations: { before: unknown }[] }).operations[0]?.before)).toBe("1.0");
  });
});
