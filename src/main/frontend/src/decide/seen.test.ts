import { describe, expect, it } from "vitest";
import { Seen } from "./seen";

const area = (left: number, top: number, right: number, bottom: number) => ({ left, top, right, bottom });

describe("what has been seen", () => {
  it("is nothing at first", () => {
    expect(new Seen(300, 1000).firstUnseen()).toEqual({ x: 0, y: 0 });
  });

  it("is all of an empty content", () => {
    expect(new Seen(300, 0).firstUnseen()).toBeUndefined();
  });

  it("is the whole when it was seen part by part, in whatever order", () => {
    const seen = new Seen(300, 1000);
    seen.add(area(0, 480, 300, 1000));
    expect(seen.firstUnseen()).toEqual({ x: 0, y: 0 });
    seen.add(area(0, 0, 300, 490));
    expect(seen.firstUnseen()).toBeUndefined();
  });

  it("leaves out what was jumped over", () => {
    const seen = new Seen(300, 3200);
    seen.add(area(0, 0, 300, 500));
    seen.add(area(0, 2700, 300, 3200));
    expect(seen.firstUnseen()).toEqual({ x: 0, y: 496 });
    seen.add(area(0, 496, 300, 2000));
    expect(seen.firstUnseen()).toEqual({ x: 0, y: 2000 });
  });

  it("leaves out what lay to the side of each row", () => {
    const seen = new Seen(900, 320);
    seen.add(area(0, 0, 300, 320));
    seen.add(area(600, 0, 900, 320));
    expect(seen.firstUnseen()).toEqual({ x: 300, y: 0 });
    seen.add(area(300, 0, 600, 160));
    expect(seen.firstUnseen()).toEqual({ x: 300, y: 160 });
    seen.add(area(300, 160, 600, 320));
    expect(seen.firstUnseen()).toBeUndefined();
  });

  it("counts no row that was only grazed", () => {
    const seen = new Seen(300, 64);
    seen.add(area(0, 0, 300, 40));
    expect(seen.firstUnseen()).toEqual({ x: 0, y: 32 });
  });
});
