import { describe, expect, it } from "vitest";
import { strongTag, takeTask } from "./client";
import { JsonDocument, body, compact, faultOf, laidOut } from "./json";

const DOCUMENT = `{"10":1.10,"b":[12345678901234567890123.450,1e5,-0,{"2":null,"1":"\\u00e4"}],"a":{"rawJSON":"4500"},"__proto__":"x"}`;

describe("a document", () => {
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
    const data = `{"id":"t","etag":"\\"1\\"","blocks_original":[],"blocks_working":[]}`;
    const answer = Promise.resolve({ data, response: new Response("", { headers: { ETag: `W/"0"` } }) });
    expect((await takeTask(answer)).etag).toBe(`"1"`);
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
