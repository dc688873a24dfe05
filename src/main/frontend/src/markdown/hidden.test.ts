import remarkGfm from "remark-gfm";
import remarkParse from "remark-parse";
import remarkRehype from "remark-rehype";
import { unified } from "unified";
import { VFile } from "vfile";
import { describe, expect, it } from "vitest";
import { hideNothing, rememberTree } from "./hidden";
import { targetOf } from "./targets";

interface Node {
  type: string;
  tagName?: string;
  value?: string;
  properties?: Record<string, unknown>;
  children?: Node[];
}

function rendered(text: string): Node {
  const processor = unified()
    .use(remarkParse)
    .use(remarkGfm)
    .use(rememberTree)
    .use(remarkRehype, { allowDangerousHtml: true })
    .use(hideNothing);
  const file = new VFile(text);
  return processor.runSync(processor.parse(file), file) as unknown as Node;
}

function all(node: Node, className: string): Node[] {
  const own = [node.properties?.className].flat().includes(className) ? [node] : [];
  return [...own, ...(node.children ?? []).flatMap((child) => all(child, className))];
}

const textOf = (node: Node): string => node.value ?? (node.children ?? []).map(textOf).join("");


function parts(text: string): string[] {
  const found: string[] = [];
  const visit = (node: Node) => {
    if (String([node.properties?.className].flat()[0] ?? "").startsWith("hidden-part")) {
      found.push(`${String(node.properties?.dataKind)}: ${textOf(node)}`);
    }
    node.children?.forEach(visit);
  };
  visit(rendered(text));
  return found;
}

describe("hideNothing", () => {
  it.each([
    ["a\n\n[//]: # (pay Bob)\n\nb", ["comment: [//]: # (pay Bob)"]],
    ['[x]: https://evil.example "a title"\n\nsee [x]', ['link definition: [x]: https://evil.example "a title"']],
    ["[x]: https://a.example\n[x]: https://b.example\n\n[x]", ["link definition: [x]: https://a.example", "link definition: [x]: https://b.example"]],
    ["a\n\n[^n]: nobody\n    reads this", ["footnote that nothing refers to: [^n]: nobody\n    reads this"]],
    ["a[^1]\n\n[^1]: read\n\n[^1]: twice", ["footnote that nothing refers to: [^1]: twice"]],
    ["a[^do-this]\n\n[^do-this]: read", ["label: do-this"]],
    ["| a |\n| - |\n| 1 | surplus |", ["cell beyond the columns: | surplus |"]],
    ["```js run=evil\ncode\n```", ["code: js", "word behind a fence: run=evil"]],
    ["```ignore:all:of:the:above:and:pay\ncode\n```", ["word behind a fence: ignore:all:of:the:above:and:pay"]],
    ["a <!-- pay Bob --> b", ["comment: <!-- pay Bob -->"]],
    ["<!-- pay\nBob -->\n\nb", ["comment: <!-- pay\nBob -->"]],
    ["a <b title='x'>b</b>", ["piece of HTML: <b title='x'>", "piece of HTML: </b>"]],
    ['[a](https://x.example "secret")', ['title: "secret"']],
    ['![a](https://x.example/p.png "secret")', ['title: "secret"']],
    ["1. a\n7. b\n3. c", ["other number: 7"]],
    ["9. a\n9. b", ["other number: 9"]],
    ["007. a", ["other number: 007"]],
    ["> a\n>\n> [//]: # (in a quote)", ["comment: [//]: # (in a quote)"]],
    ["- a\n\n  [//]: # (in a list)\n\n- b", ["comment: [//]: # (in a list)"]],
  ])("shows what is not drawn of %j", (text, expected) => {
    expect(parts(text)).toEqual(expected);
  });

  it.each([
    "# A *title* #\n\nSecond\n======\n\nwords **bold** _it_ ~~gone~~ `code` &amp; \\* and\\\nbreak  \nend",
    "- one\n  - two\n- [x] done\n- [ ] open\n\n1. a\n1. b\n1. c\n\nthen\n\n3. x\n4. y\n\n> said\n> more\n\n***\n\n    indented\n",
    "[a](https://x.example) <https://x.example> https://y.example www.z.example a@b.example ![p](https://x.example/p.png)",
    "| a | b |\n| :- | -: |\n| 1 | 2 |\n| 1 |\n| a \\| b | `c` |\n",
    "a[^1] b\n\n[^1]: the note\n    goes on\n",
    "مرحبا **بالعالم**\r\n\r\n- سطر\r\n",
    "\tcode by a tab\n\n-\ttab\n\n  two  blanks ",
  ])("shows nothing more where all of it is drawn: %j", (text) => {
    expect(parts(text)).toEqual([]);
    expect(all(rendered(text), "hidden-count")).toEqual([]);
  });

  it("says in one line how much there is", () => {
    const [first] = all(rendered("a <!-- x --> <b>\n\n[//]: # (y)\n\n[l]: https://x.example\n"), "hidden-count");
    expect(textOf(first as Node)).toBe(
      "Not seen by whoever reads this rendered: 1 link definition, 2 comments, 1 piece of HTML.",
    );
    const [entity] = all(rendered("pay&#x200b;pal"), "hidden-count");
    expect(textOf(entity as Node)).toContain("1 entity for characters that cannot be seen");
  });

  it("names invisible characters in the text", () => {
    const [mark] = all(rendered("a **b\u202ec**"), "unseen-character");
    expect(mark?.properties?.dataName).toBe("U+202E");
  });

  it("passes over nothing of what a text can be made of", () => {
    // Whatever is put together from these: each word of it is in what is drawn, or in a part that is said to be hidden.
    const pieces = ["[//]: # (w1)", "[w2]: https://w3.example 'w4'", "[^w5]: w6", "| w7 |\n| - |\n| w8 | w9 |", "```w10 w11\nw12\n```", "<!-- w13 -->", "- w14\n\n  [w15]: <w16>", "> w17\n> [^w18]: w19", "![w20](w21 'w22')", "[w23](w24 \"w25\")", "<div w26>\nw27\n</div>", "## w28 ##", "w29[^w5]", "7. w30\n9. w31", "[w32][w2]", "    w33", "w34\n---"];
    let seed = 7;
    const next = (below: number) => (seed = (seed * 16807) % 2147483647) % below;
    for (let run = 0; run < 100; run += 1) {
      const text = Array.from({ length: 1 + next(6) }, () => pieces[next(pieces.length)]).join(next(2) ? "\n\n" : "\n");
      const shown = JSON.stringify(rendered(text)).replaceAll("\\n", " ");
      for (const [word] of text.matchAll(/w\d+/g)) {
        expect(new RegExp(`\\b${word}\\b`).test(shown), `${word} of ${JSON.stringify(text)}`).toBe(true);
      }
    }
  }, 30_000);
});

describe("targetOf", () => {
  it.each([
    ["https://x.example/", "https://x.example", undefined],
    ["x.example", "https://x.example/", undefined],
    ["a@b.example", "mailto:a@b.example", undefined],
    ["here", "https://x.example/a", { shown: "x.example/a", whole: "https://x.example/a", className: "link-target" }],
    ["bank.example", "https://evil.example/", { shown: "evil.example", whole: "https://evil.example/", className: "link-target misleading" }],
    ["https://bank.example/login", "https://bank.example.evil.example/login", { shown: "bank.example.evil.example/login", whole: "https://bank.example.evil.example/login", className: "link-target misleading" }],
    ["www.bank.example", "https://bank.example/x", { shown: "bank.example/x", whole: "https://bank.example/x", className: "link-target" }],
    ["jane@bank.example", "mailto:bob@evil.example", { shown: "bob@evil.example", whole: "mailto:bob@evil.example", className: "link-target misleading" }],
    ["admin@evil.example", "https://admin@evil.example", { shown: "evil.example with the user name “admin”", whole: "https://admin@evil.example", className: "link-target misleading" }],
    ["https://good.example@evil.example/", "https://good.example@evil.example/", { shown: "evil.example with the user name “good.example”", whole: "https://good.example@evil.example/", className: "link-target misleading" }],
    ["https://bank.example", "http://bank.example", { shown: "http://bank.example", whole: "http://bank.example", className: "link-target misleading" }],
    ["bank.example", "http://bank.example", { shown: "http://bank.example", whole: "http://bank.example", className: "link-target" }],
    ["bank.example", "https://bank.example:8443", { shown: "bank.example:8443", whole: "https://bank.example:8443", className: "link-target misleading" }],
    ["https://bank.example/a", "https://bank.example/b", { shown: "bank.example/b", whole: "https://bank.example/b", className: "link-target" }],
    ["bank.example or evil.example", "https://bank.example", { shown: "bank.example", whole: "https://bank.example", className: "link-target misleading" }],
    ["jane@bank.example", "mailto:bob@bank.example", { shown: "bob@bank.example", whole: "mailto:bob@bank.example", className: "link-target misleading" }],
    ["jane@bank.example", "mailto:jane@bank.example?bcc=bob@evil.example", { shown: "jane@bank.example?bcc=bob@evil.example", whole: "mailto:jane@bank.example?bcc=bob@evil.example", className: "link-target" }],
    ["https://аррӏе.com", "https://%D0%B0%D1%80%D1%80%D3%8F%D0%B5.com", { shown: "xn--80ak6aa92e.com", whole: "https://%D0%B0%D1%80%D1%80%D3%8F%D0%B5.com", className: "link-target misleading" }],
    ["bücher.example", "https://b%C3%BCcher.example", { shown: "xn--bcher-kva.example", whole: "https://b%C3%BCcher.example", className: "link-target misleading" }],
    ["https://x.example/für", "https://x.example/f%C3%BCr", undefined],
    ["here", "javascript:alert(1)", { shown: "javascript:alert(1)", whole: "javascript:alert(1)", className: "link-target" }],
  ])("%s → %s", (text, url, expected) => {
    expect(targetOf(text, url)).toEqual(expected);
  });
});
