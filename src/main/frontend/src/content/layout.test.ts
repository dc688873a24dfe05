import { expect, it } from "vitest";
import { marksIn } from "../parts/unseen";
import { isWall, laidOut } from "./layout";

it("lays a JSON text out and changes nothing but blanks", () => {
  const text = `{"b":1.10,"a":{"10":"x, {y}: [\\"z\\"]","2":[],"2":{}},"list":[12345678901234567890,true,null]}`;
  expect(laidOut(text)).toBe(`{
  "b": 1.10,
  "a": {
    "10": "x, {y}: [\\"z\\"]",
    "2": [],
    "2": {}
  },
  "list": [
    12345678901234567890,
    true,
    null
  ]
}`);
  expect(laidOut(text).replace(/\s/g, "")).toBe(text.replace(/\s/g, ""));
  expect(laidOut(laidOut(text))).toBe(laidOut(text));
});

it("puts no more blanks before what lies deep than a reviewer would", () => {
  const deep = `${"[".repeat(40)}1${"]".repeat(40)}`;
  expect(laidOut(deep).replace(/\s/g, "")).toBe(deep);
  expect(marksIn(laidOut(deep))).toEqual([]);
});

it("knows a wall of JSON", () => {
  expect(isWall(JSON.stringify({ a: "x".repeat(50), b: "y".repeat(50) }))).toBe(true);
  expect(isWall(JSON.stringify({ a: "x".repeat(50), b: "y".repeat(50) }, null, 2))).toBe(false);
  expect(isWall(`{"a": "${"x".repeat(200)}"}`)).toBe(true);
  expect(isWall("{}")).toBe(false);
});
