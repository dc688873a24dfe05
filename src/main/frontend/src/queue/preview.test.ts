import { expect, it } from "vitest";
import { withoutSigns } from "./preview";

it.each([
  ["# Hello **Sam**", "Hello Sam"],
  ["> - a `code` word", "a code word"],
  ["***Urgent***: pay *now*", "Urgent: pay now"],
  ["A beginning that **ends in the mid", "A beginning that ends in the mid"],
  ["__init__ and snake__case", "init and snake__case"],
  ["2*3*4", "2*3*4"],
])("shows %j as %j", (text, shown) => {
  expect(withoutSigns(text).replace(/\s+/g, " ")).toBe(shown);
});
