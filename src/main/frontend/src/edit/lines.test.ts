import { describe, expect, it } from "vitest";
import { flat, withLineEnds } from "./lines";

/** Numbers that look random and are the same in each run. */
function generator(seed: number) {
  return (below: number) => {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    return Math.floor((seed / 2 ** 32) * below);
  };
}

const ENDS = ["\r\n", "\n", "\r"];
const PIECES = ["a", "word ", "", "\u2028", "\u2029", "\v", "\f", "\u200b", "👩‍👩‍👧", "إلى", "\t", " ", "x"];

function textFrom(next: (below: number) => number): string {
  let text = "";
  for (let line = next(9); line >= 0; line -= 1) {
    for (let piece = next(4); piece > 0; piece -= 1) {
      text += PIECES[next(PIECES.length)];
    }
    // A carriage return before a line feed would be one end.
    const end = line === 0 && next(2) ? "" : (ENDS[next(3)] as string);
    text += text.endsWith("\r") && end.startsWith("\n") ? "." + end : end;
  }
  return text;
}

describe("line ends", () => {
  it("stay line by line, whatever is typed elsewhere", () => {
    for (let seed = 1; seed <= 2000; seed += 1) {
      const next = generator(seed);
      const original = textFrom(next);
      const shown = flat(original);
      const at = next(shown.length + 1);
      const typed = withLineEnds(`${shown.slice(0, at)}typed§${shown.slice(at)}`, [original]);
      expect(typed.replace("typed§", ""), `seed ${seed}`).toBe(original);
      const undone = withLineEnds(shown, [typed, original]);
      expect(undone, `seed ${seed}, undone`).toBe(original);
    }
  });

  it("never change what was typed, whatever is replaced", () => {
    for (let seed = 1; seed <= 2000; seed += 1) {
      const next = generator(seed);
      const original = textFrom(next);
      const shown = flat(original);
      const from = next(shown.length + 1);
      const to = from + next(shown.length + 1 - from);
      const edited = shown.slice(0, from) + flat(textFrom(next)).slice(0, next(12)) + shown.slice(to);
      expect(flat(withLineEnds(edited, [original])), `seed ${seed}`).toBe(edited);
    }
  });

  it("of a removed line go, and come back with it", () => {
    const original = "one\r\ntwo\nthree\rfour\r\n";
    const without = withLineEnds("one\nthree\nfour\n", [original]);
    expect(without).toBe("one\r\nthree\rfour\r\n");
    expect(withLineEnds("one!\nthree\nfour\n", [without, original])).toBe("one!\r\nthree\rfour\r\n");
    expect(withLineEnds("one\ntwo\nthree\nfour\n", [without, original])).toBe(original);
  });

  it("of a new line are those of the line before it", () => {
    expect(withLineEnds("one\nnew\ntwo", ["one\r\ntwo"])).toBe("one\r\nnew\r\ntwo");
    expect(withLineEnds("one\ntwo\nnew", ["one\r\ntwo"])).toBe("one\r\ntwo\r\nnew");
  });

  it("stay where words are replaced in several lines at once", () => {
    expect(withLineEnds("B\nb\nB\nb", ["A\r\nb\nA\rb"])).toBe("B\r\nb\nB\rb");
  });
});
