import { readFileSync, readdirSync } from "node:fs";
import { join, relative } from "node:path";
import { describe, expect, it } from "vitest";

/** Which folder may import which, from the bottom up; `.` holds the files at the top. */
const ARROWS: Record<string, string[]> = {
  contract: [],
  state: ["contract"],
  api: ["contract", "state"],
  list: ["api", "state"],
  parts: ["api", "state"],
  markdown: ["parts"],
  content: ["api", "markdown", "parts"],
  diff: ["api", "content", "parts", "state"],
  description: ["api", "content", "parts"],
  edit: ["api", "content", "markdown", "parts", "state"],
  decide: ["api", "content", "description", "diff", "edit", "list", "parts", "state"],
  queue: ["api", "list", "parts", "state"],
  task: ["api", "content", "decide", "description", "diff", "edit", "list", "parts", "queue", "state"],
  setup: ["api", "parts", "state"],
  frame: ["api", "parts", "state"],
  ".": ["api", "decide", "edit", "frame", "list", "parts", "queue", "setup", "state", "task"],
};

const here = import.meta.dirname;
const IMPORT = /(?:\bfrom|\bimport)\s*\(?\s*"(\.[^"]+)"/g;

function roomOf(path: string): string {
  const [room = ".", ...rest] = relative(here, path).split(/[/\\]/);
  return rest.length > 0 ? room : ".";
}

function sources(): string[] {
  const names = readdirSync(here, { recursive: true, encoding: "utf8" });
  return names.filter((name) => /\.tsx?$/.test(name)).map((name) => join(here, name));
}

function arrowsInTheCode(): Record<string, string[]> {
  const arrows = new Map<string, Set<string>>();
  for (const file of sources()) {
    arrows.set(roomOf(file), arrows.get(roomOf(file)) ?? new Set());
    for (const [, to = ""] of readFileSync(file, "utf8").matchAll(IMPORT)) {
      const [from, target] = [roomOf(file), roomOf(join(file, "..", to))];
      if (from !== target && !/\.(css|svg)$/.test(to)) {
        arrows.get(from)?.add(target);
      }
    }
  }
  return Object.fromEntries([...arrows].map(([from, to]) => [from, [...to].sort()]));
}

/** The folders on a circle, in order; empty if there is none. */
function circleIn(arrows: Record<string, string[]>, path: string[] = []): string[] {
  const at = path.at(-1);
  for (const next of at === undefined ? Object.keys(arrows) : (arrows[at] ?? [])) {
    const found = path.includes(next) ? [...path.slice(path.indexOf(next)), next] : circleIn(arrows, [...path, next]);
    if (found.length > 0) {
      return found;
    }
  }
  return [];
}

/** A variable of a module, or a collection that starts empty; one that awaits is a line of a snippet for agents. */
const MUTABLE = /^(?:export )?(?:let (?!.*\bawait )|const \w+(?:: [^=]+)? = (?:new (?:Map|Set|WeakMap)(?:<.*>)?\(\)|\{\}|\[\]);)/m;

describe("mutable state", () => {
  it("is in one folder", () => {
    const holders = sources().filter((file) => roomOf(file) !== "state" && MUTABLE.test(readFileSync(file, "utf8")));
    expect(holders.map((file) => relative(here, file))).toEqual([]);
  });
});

describe("the folders", () => {
  it("import each other as the list says, and in no other way", () => {
    expect(arrowsInTheCode()).toEqual(ARROWS);
  });

  it("form no circle", () => {
    expect(circleIn(arrowsInTheCode())).toEqual([]);
  });

  it("would be caught in a circle", () => {
    expect(circleIn({ a: ["b"], b: ["c"], c: ["d", "b"] })).toEqual(["b", "c", "b"]);
  });
});
