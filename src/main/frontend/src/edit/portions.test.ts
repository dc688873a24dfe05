import { describe, expect, it } from "vitest";
import { Portions } from "./portions";

/** Saves all blocks of which the service takes those that are good. */
function save(portions: Portions, blocks: string[], isGood: (id: string) => boolean) {
  const calls: string[][] = [];
  let open = blocks;
  portions.begin();
  for (let portion = portions.next(open); portion.length > 0; portion = portions.next(open)) {
    calls.push(portion);
    if (portion.every(isGood)) {
      portions.saved(portion);
      open = open.filter((id) => !portion.includes(id));
    } else {
      portions.refuse(portion, "too long");
    }
  }
  return { calls, open };
}

describe("portions", () => {
  it("are one where nothing is refused", () => {
    expect(save(new Portions(), ["a", "b"], () => true).calls).toEqual([["a", "b"]]);
  });

  it("save every block but the one that is refused, and name that", () => {
    const portions = new Portions();
    const { calls, open } = save(portions, ["a", "b", "c"], (id) => id !== "b");
    expect(calls).toEqual([["a", "b", "c"], ["a"], ["b"], ["c"]]);
    expect(open).toEqual(["b"]);
    expect([...portions.refusals()]).toEqual([["b", "too long"]]);
  });

  it("leave a refused block out of the next call, and try it again by itself", () => {
    const portions = new Portions();
    save(portions, ["a", "b"], (id) => id !== "b");
    expect(save(portions, ["a", "b", "c"], (id) => id !== "b").calls).toEqual([["a", "c"], ["b"]]);
    expect(save(portions, ["b"], () => true).open).toEqual([]);
    expect(save(portions, ["a", "b"], () => true).calls).toEqual([["a", "b"]]);
    expect(portions.refusals().size).toBe(0);
  });
});
