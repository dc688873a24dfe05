import { replaceEqualDeep } from "@tanstack/react-query";
import { describe, expect, it } from "vitest";
import { takeTask } from "../api/client";
import { body, laidOut, number } from "../api/json";
import { contentFrom, textOf, withMember } from "./blocks";

const DOCUMENT = `{"10":1.10,"b":[12345678901234567890123.450,1e5,-0,{"2":null,"1":"\\u00e4"}],"a":{"rawJSON":"4500"},"__proto__":"x"}`;

async function received(document: string) {
  const block = `{"id":"j","type":"json","content":${document},"editable":true}`;
  const option = `{"id":"o","label":"O","patches":[{"block_id":"j","op":"replace","value":${document}}]}`;
  const data = `{"id":"t","etag":"\\"1\\"","blocks_original":[${block}],"blocks_working":[${block}],"interaction_schema":{"type":"choice","options":[${option}]}}`;
  return takeTask(Promise.resolve({ data, response: new Response("", { headers: { ETag: `W/"0"` } }) }));
}

describe("a document", () => {
  it("leaves as it came, digit by digit and member by member", async () => {
    const { task } = await received(DOCUMENT);
    const [block] = task.blocks_working;
    if (!block) {
      throw new Error("no block");
    }
    const sent = body({ blocks: [{ id: "j", content: contentFrom(block, textOf(block)) }] });
    expect(sent.replace(/\s/g, "")).toBe(`{"blocks":[{"id":"j","content":${DOCUMENT}}]}`);
    expect(task.interaction_schema?.options?.[0]?.patches?.[0]?.value).toEqual(block.content);
  });

  it("survives being shared between two versions of a cached task", async () => {
    const before = await received(`{"amount":450,"note":"x"}`);
    const after = await received(`{"amount":4500,"note":"x"}`);
    const shared = replaceEqualDeep(before, after);
    expect(shared.task.blocks_working.map(textOf)).toEqual([laidOut(`{"amount":4500,"note":"x"}`)]);
  });

  it("keeps what a change of one member does not touch", () => {
    expect(withMember(`{"2": 1.10,  "1": [1e5], "n": 7}`, "n", number("7.00"))).toBe(`{"2": 1.10,  "1": [1e5], "n": 7.00}`);
  });
});
