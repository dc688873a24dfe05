import { describe, expect, it } from "vitest";
import type { Block } from "../api/client";
import { JsonDocument } from "../api/json";
import type { Draft } from "../state/kept";
import { settle } from "./settle";

const json: Block = { id: "j", type: "json", content: {}, editable: true };
const text: Block = { id: "t", type: "plaintext", content: "theirs", editable: true };

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
    const theirs = { ...json, content: new JsonDocument(`{"a":1,"bb":2}`) } as unknown as Block;
    const mine = `{"bb":2,"a":1}`;
    expect(settled({ base: mine, text: mine, saved: true }, theirs)?.text).toBe(mine);
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
