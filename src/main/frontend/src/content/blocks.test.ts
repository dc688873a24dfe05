import { describe, expect, it } from "vitest";
import type { Block } from "../api/client";
import { number, parseExact } from "../api/json";
import { differs, flatMembers, textFault, withMember } from "./blocks";

const json: Block = { id: "j", type: "json", content: {}, editable: true };
const text: Block = { id: "t", type: "plaintext", content: "theirs", editable: true };

describe("JSON", () => {
  it("keeps every digit and every member", () => {
    const source = `{"__proto__":"kept","amount":12345678901234567890.10,"zero":1.0}`;
    expect(JSON.stringify(parseExact(source))).toBe(source);
  });

  it("shows a form of plain values alone, and changes one of them", () => {
    expect(flatMembers(`{"a": {"b": 1}}`)).toBeUndefined();
    expect(flatMembers(`[1]`)).toBeUndefined();
    const changed = withMember(`{"__proto__": "x", "n": 1.50}`, "n", number("2.00"));
    expect(changed).toBe(`{"__proto__": "x", "n": 2.00}`);
  });

  it("tells a difference from white space, and from another order of members", () => {
    expect(differs(json, `{"a":[{"c":1,"__proto__":2}],"b":3}`, `{"b":3,"a":[{"__proto__":2,"c":1}]}`)).toBe(false);
    expect(differs(json, `{"a":[1,2]}`, `{"a":[2,1]}`)).toBe(true);
    expect(differs(json, `{"a":1}`, `{ "a": 1 }`)).toBe(false);
    expect(differs(json, `{"a":1}`, `{"a":2}`)).toBe(true);
    expect(differs(json, `{"a":[1.5,100,0,1e999]}`, `{"a":[15.0e-1,1e2,-0.0,10e998]}`)).toBe(false);
    expect(differs(json, `{"a":10}`, `{"a":1}`)).toBe(true);
    expect(differs(json, `{"a":12345678901234567890.1}`, `{"a":12345678901234567890.2}`)).toBe(true);
    expect(textFault(json, "{")).toBeDefined();
    expect(textFault(json, "3")).toBeDefined();
    expect(textFault(text, "{")).toBeUndefined();
  });
});
