import { describe, expect, it } from "vitest";
import { replaceEqualDeep } from "@tanstack/react-query";
import { contentFrom, textOf, withMember } from "../task/blocks";
import { strongTag, takeTask } from "./client";
import { JsonDocument, body, compact, faultOf, laidOut, number } from "./json";

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

  it("is refused if it is not one JSON value", () => {
    for (const text of ["", "{", `{}],"x":[{}`, `{"a":1} {}`, "undefined"]) {
      expect(() => body({ content: new JsonDocument(text) })).toThrow();
    }
  });

  it("is laid out by white space alone", () => {
    expect(laidOut(DOCUMENT).replace(/\s/g, "")).toBe(DOCUMENT);
    expect(laidOut(`{"a":[1,{"b":{}}],"c":[]}`)).toBe(JSON.stringify({ a: [1, { b: {} }], c: [] }, null, 2));
  });
});

describe("the tag of a task", () => {
  it("comes from the body, whatever a proxy made of the header", async () => {
    expect((await received("{}")).etag).toBe(`"1"`);
  });

  it("is read through what proxies do to it", () => {
    const tag = `"3-0-5f0c7c1e"`;
    for (const header of [tag, `W/${tag}`, `"3-0-5f0c7c1e-gzip"`, `W/"3-0-5f0c7c1e-br"`, `"3-0-5f0c7c1e;gzip"`, `"3-0-5f0c7c1e--gzip"`]) {
      expect(strongTag(header)).toBe(tag);
    }
  });
});

describe("a JSON text", () => {
  it("is the same one without the blanks between its tokens, which stay as they are", () => {
    expect(compact(`{ "a b" :\n\t[1.50, "c \\" d"], "e\\\\" : " " }\n`)).toBe(`{"a b":[1.50,"c \\" d"],"e\\\\":" "}`);
  });

  it("is at fault where an object has two members of one name, however they are written", () => {
    const TWINS = "An object has two members of the same name.";
    expect(faultOf(`{"a":1,"b":[{"a":1,"a":2}]}`)).toBe(TWINS);
    expect(faultOf(`{"__proto__":1,"b":{"__proto__":1}, "\\u005f_proto__" : 2}`)).toBe(TWINS);
    expect(faultOf(`{"a":"\\"a\\":1,","b":{"a":["a",{"a":":"}]},"c\\\\":"a"}`)).toBeUndefined();
    expect(faultOf(`{"long":"${"x\\n".repeat(500_000)}"}`)).toBeUndefined();
  });
});
