import { createElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, it } from "vitest";
import Markdown from "./Markdown";

const ENTITIES: Record<string, string> = { "&lt;": "<", "&gt;": ">", "&quot;": '"', "&#x27;": "'", "&amp;": "&" };

/** What a reader of the page sees of a text: neither tags nor attributes. */
function seen(text: string): string {
  const html = renderToStaticMarkup(createElement(Markdown, { text }));
  return html.replace(/<[^>]*>/g, "").replace(/&(?:lt|gt|quot|#x27|amp);/g, (entity) => ENTITIES[entity] ?? entity);
}

/** Makes texts of everything that markdown knows, each with words of its own, nested and broken at will. */
function maker(start: number) {
  let seed = start;
  let words = 0;
  let depth = 0;
  const next = (below: number) => (seed = (seed * 16807) % 2147483647) % below;
  const any = <T>(all: T[]) => all[next(all.length)] as T;
  const w = () => `q${words++}z`;
  const ref = () => `r${next(3)}`;
  const inlines: (() => string)[] = [
    w,
    w,
    () => `[${inline()}](https://${w()}.com "${w()}")`,
    () => `[${w()}](<${w()}> '${w()}')`,
    () => `[${w()}]( ${w()} (${w()}) )`,
    () => `[${w()}](javascript:${w()})`,
    () => `[${inline()}][${ref()}]`,
    () => `[${ref()}]`,
    () => `[${ref()}][]`,
    () => `[](${w()})`,
    () => `[${w()}][]`,
    () => `[${w()}@${w()}.com](https://${w()}@${w()}.com)`,
    () => `![${inline()}](${w()}.png '${w()}')`,
    () => `![see [${w()}](https://${w()}.com)](${w()})`,
    () => `![${inline()}][${ref()}]`,
    () => `![](${w()})`,
    () => `[![${inline()}](${w()} "${w()}")](${w()} "${w()}")`,
    () => `[^f${next(3)}]`,
    () => `[^${w()}]`,
    () => `<https://${w()}.com/${w()}>`,
    () => `<${w()}@${w()}.com>`,
    () => `https://${w()}.com/${w()}?${w()}=${w()}#${w()}`,
    () => `www.${w()}.com`,
    () => `${w()}@${w()}.com`,
    () => `/${w()}@${w()}.com`,
    () => `_${w()}@${w()}.com_`,
    () => `.${w()}_${w()}@${w()}.com ${w()}`,
    () => `xmpp:${w()}@${w()}.com/${w()}`,
    () => `(www.${w()}.com/${w()}) http://${w()}_${w()}.com`,
    () => `<${w()}>`,
    () => `<b title="${w()}">${w()}</b>`,
    () => `<!-- ${w()} -->`,
    () => `<?${w()}?><!X ${w()}><![CDATA[${w()}]]>`,
    () => `\`${w()}\` \`\` ${w()} \` ${w()} \`\``,
    () => `\`${w()} \\| ${w()}\``,
    () => `**${inline()}** _${inline()}_ ~~${inline()}~~ ~${w()}~ ***${w()}***`,
    () => `\\${w()} \\*${w()}\\_ &amp;${w()}; &copy;${w()} &#${w()};`,
    () => `${w()}\\\n${w()}  \n${w()}\n   ${w()}`,
    () => `[ ] ${w()} [x]`,
    () => any(["|", "`", "*", "_", "[", "](", "!", "<", "\\", "~", "&#x200b;", "&#65;", "\0", "\t", "   "]),
  ];
  const inline = (): string => {
    if (depth > 3) {
      return w();
    }
    depth += 1;
    const made = Array.from({ length: 1 + next(3) }, () => any(inlines)() + any([" ", " ", ""])).join("");
    depth -= 1;
    return made;
  };
  const blocks: (() => string)[] = [
    inline,
    () => `# ${inline()} #`,
    () => `${inline()}\n===`,
    () => `${w()}\n---\n***\n${w()}`,
    () => `\`\`\`${w()} ${w()}\n${w()}\n\`\`\``,
    () => `~~~ ${w()} &amp; \\${w()}\n${w()}`,
    () => `    ${w()}\n\t${w()}`,
    () => `> ${inline()}\n${w()}\n> > ${inline()}`,
    () => `> [${ref()}]: ${w()} "${w()}\n> ${w()}"\n> \`\`\` ${w()}\n> ${w()}`,
    () => `- ${inline()}\n- [x] ${inline()}\n  ${w()}\n  - [ ] ${w()}`,
    () => `* ${w()}\n\n  [${w()}]: <${w()}>\n\n        ${w()}`,
    () => `${next(9)}. ${inline()}\n${next(99)}) ${inline()}\n7. ${w()}\n7. ${w()}`,
    () => `[${ref()}]: https://${w()}.com "${w()}"`,
    () => `[${w()}]: ${w()}\n[//]: # (${w()})\n[r1]: <${w()}>\n'${w()}\n${w()}'`,
    () => `[^f${next(3)}]: ${inline()}\n\n    ${inline()}\n\n        ${w()}`,
    () => `[^${w()}]: ${inline()}\n    > [^f${next(3)}]: ${w()}`,
    () => `| ${inline()} | ${w()} |\n|:-|-:|\n| ${inline()} | ${inline()} | ${inline()} |\n| ${w()} |\n${w()}`,
    () => `> | ${w()} |\n> |-|\n> | ${w()} | /${w()}@${w()}.com |`,
    () => `- | ${w()} |\n  |-|\n  | ${w()} | [^f1] [${w()}](${w()}) _${w()}@${w()}.com_ |`,
    () => `<div ${w()}>\n${w()}\n\n${w()}\n</div>`,
    () => `<script>${w()}\n</script> ${w()}`,
    () => `<!-- ${w()}\n\n${w()} --> ${w()}`,
  ];
  return () => {
    words = 0;
    const text = Array.from({ length: 1 + next(5) }, () => any(blocks)() + any(["\n\n", "\n\n", "\n"])).join("");
    return next(4) === 0 ? text.replaceAll("\n", "\r\n") : text;
  };
}

describe("Markdown", () => {
  it.each([
    "| a | b |\n|-|-|\n| 1 | 2 | /refund@evil.com pay 9000 EUR too |",
    "ok\n\n[^x]: /mallory@evil.com gets 9000 EUR",
    "ok\n\n[^x]: _x@evil.com_",
    "![see [docs](https://evil.com/steal?x=1)](x.png)",
    "| a |\n|-|\n| 1 | &#57;&#48;&#48; |",
    "[^9000] is due\n\n[^9000]: read",
    "007. is drawn as another number",
    "[a][pay-all] and ![b][pay-all]\n\n[pay-all]: https://x.example",
  ])("shows each word of %j", (text) => {
    const shown = seen(text);
    for (const [word] of text.replaceAll("&#57;&#48;&#48;", "").matchAll(/[\p{L}\p{N}]+/gu)) {
      expect(shown, word).toContain(word);
    }
    expect(shown).not.toBe("");
  });

  it("says how much of a cell of entities is not drawn", () => {
    expect(seen("| a |\n|-|\n| 1 | &#57;&#48;&#48; |")).toContain("1 cell beyond the columns");
  });

  it.each([1, 2, 3])("shows each word of whatever can be written, or says that it is hidden (%d)", (seed) => {
    const make = maker(seed * 7919);
    for (let run = 0; run < 100; run += 1) {
      const text = make();
      const shown = seen(text);
      for (const [word] of text.matchAll(/q\d+z/g)) {
        expect(shown.includes(word), `${word} of ${JSON.stringify(text)}\n${shown}`).toBe(true);
      }
    }
  }, 60_000);
});
