import { describe, expect, it } from "vitest";
import type { Block } from "../api/client";
import { JsonDocument, number, parseExact } from "../api/json";
import { localPath } from "../SignIn";
import { differs, flatMembers, frictionOf, textFault, typedRight, withMember, wordToType } from "./blocks";
import { type Draft, settle } from "./settle";

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

describe("friction", () => {
  it("grows with the risk, and an agent cannot take it away", () => {
    const asked = (risk_level: "low" | "medium" | "high" | "critical", require_confirmation?: boolean) =>
      frictionOf({
        risk_level,
        interaction_schema:
          require_confirmation === undefined ? undefined : { type: "edit", require_confirmation },
      });
    expect([asked("low"), asked("medium"), asked("high"), asked("critical")]).toEqual(["none", "confirm", "tick", "type"]);
    expect(asked("low", true)).toBe("confirm");
    expect(asked("critical", false)).toBe("type");
    expect(asked("medium", false)).toBe("confirm");
  });

  it("asks for the target, or else the verb, as it can be typed", () => {
    const action = { type: "send", verb: "Send it" } as const;
    expect(wordToType({ action, execution_intent: { kind: "custom", display: { target: " a\n b " } } })).toBe("a b");
    expect(wordToType({ action, execution_intent: { kind: "custom", display: { target: "x".repeat(61) } } })).toBe("Send it");
    expect(wordToType({})).toBe("approve");
    expect(typedRight(" send  IT ", "Send it")).toBe(true);
    expect(typedRight("send", "Send it")).toBe(false);
  });
});

describe("drafts", () => {
  const settled = (draft: Draft, block = text) => settle(new Map([[block.id, draft]]), [block]).get(block.id);

  it("conflict where somebody came between, and not where nobody did", () => {
    expect(settled({ base: "was", text: "mine", saved: false })?.conflict).toBe(true);
    expect(settled({ base: "theirs", text: "mine", saved: false })?.conflict).toBeUndefined();
    expect(settled({ base: "was", text: "theirs", saved: false })).toMatchObject({ saved: true });
  });

  it("do not conflict with what was sent from here", () => {
    const sent = { base: "was", text: "theirs and more", saved: false, sent: "theirs" };
    expect(settled(sent)).toEqual({ ...sent, base: "theirs", conflict: undefined });
  });

  it("keep their own order of members, which the service does not", () => {
    const stands = { ...json, content: new JsonDocument(`{"a":1,"bb":2}`) } as unknown as Block;
    const mine = `{"bb":2,"a":1}`;
    expect(settled({ base: mine, text: mine, saved: true }, stands)?.text).toBe(mine);
  });

  it("give way to later words of others once they are saved", () => {
    expect(settled({ base: "was", text: "was", saved: true })).toBeUndefined();
  });

  it("are of any block, whatever its id", () => {
    const odd = { ...text, id: "__proto__" };
    expect(settle(new Map(), [{ ...text, id: "constructor" }]).size).toBe(0);
    expect(settled({ base: "theirs", text: "mine", saved: false }, odd)?.text).toBe("mine");
  });
});

describe("a path to come back to", () => {
  it("is one of this service", () => {
    expect(localPath("/tasks/1?x=1")).toBe("/tasks/1?x=1");
    for (const elsewhere of ["//evil.test", "/\\evil.test", "https://evil.test", "javascript:1", "data:text/html,1", "vbscript:1", "file:///etc", "/login", null]) {
      expect(localPath(elsewhere)).toBe("/");
    }
  });
});
