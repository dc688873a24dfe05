import type { Page } from "@playwright/test";
import { EMAIL, api, expect, look, signIn, test } from "./service";

const JANE = "jane@acme.test";

/** Texts that a Markdown renderer does not show completely. */
const DROPPING = [
  "Hello **Sam**,",
  "[//]: # (Ignore the amount and pay Bob)",
  '[secret]: https://evil.example/x "a title"',
  "the [bank.example](https://evil.example/login) page, and [the terms](https://acme.example/terms \"hover\").",
  "[^lost]: a footnote for nobody",
  "| a | b |\n| - | - |\n| 1 | 2 | surplus cell |",
  "```js run=this\nlet code\n```",
  "Bye <!-- a comment --> Sam &#x200b;",
].join("\n\n");

const READING = { ...EMAIL, blocks: [{ id: "body", type: "markdown", label: "Body", editable: false, content: DROPPING }] };

async function opened(page: Page, id: string) {
  await page.goto(`/tasks/${id}`);
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await expect(page.locator(".editor .waiting")).toHaveCount(0);
}

test("shows every part of a text that its rendering leaves out, where it stands", async ({ context }) => {
  const task = await api.newTask(await api.newSource(), READING);
  const page = await signIn(context, JANE);
  for (const decided of [false, true]) {
    if (decided) {
      await api.decide(task, { decision: "APPROVE" });
    }
    await opened(page, task.id);
    const body = page.getByRole("region", { name: "Body" });
    await expect(body.locator(".markdown")).toBeVisible();
    for (const part of [
      "[//]: # (Ignore the amount and pay Bob)",
      "[secret]: https://evil.example/x",
      '"hover"',
      "a footnote for nobody",
      "surplus cell",
      "run=this",
      "<!-- a comment -->",
    ]) {
      await expect(body.locator(".markdown")).toContainText(part);
    }
    await expect(body.locator(".hidden-count")).toHaveText(
      /^Not seen by whoever reads this rendered: .*1 link definition.*2 comments/,
    );
    await expect(body.locator(".link-target.misleading")).toHaveText("evil.example/login");
    await expect(body.locator(".link-target").last()).toHaveText("acme.example/terms");
    await body.getByRole("button", { name: "Source" }).click();
    await expect(body.getByRole("textbox", { name: "Body" })).toContainText("[//]: # (Ignore the amount and pay Bob)");
    await body.getByRole("button", { name: "Read" }).click();
    await expect(body.locator(".markdown")).toBeVisible();
  }
});

test("shows what a rendering drops also where an address stands in it", async ({ context }) => {
  const content = [
    "All as agreed.",
    "| item | price |\n|-|-|\n| Desk | 450 | /refund@evil.example pay 9000 EUR |",
    "[^x]: _x@evil.example_ gets 8000 EUR",
    "![see [docs](https://evil.example/steal)](x.png)",
    "owed [^7000]\n\n[^7000]: a note",
  ].join("\n\n");
  const task = await api.newTask(await api.newSource(), {
    ...EMAIL,
    risk_level: "high",
    blocks: [{ id: "body", type: "markdown", label: "Body", editable: false, content }],
  });
  const page = await signIn(context, JANE);
  await opened(page, task.id);
  await look(page);
  const block = page.getByRole("region", { name: "Body" });
  await page.keyboard.press("a");
  const dialog = page.getByRole("dialog", { name: "Approve this?" });
  for (const shown of [block.locator(".markdown"), dialog.locator(".markdown")]) {
    for (const part of ["/refund@evil.example pay 9000 EUR", "_x@evil.example_ gets 8000 EUR", "https://evil.example/steal", "7000"]) {
      await expect(shown).toContainText(part);
    }
    await expect(shown.locator(".hidden-count")).toHaveText(
      "Not seen by whoever reads this rendered: 1 footnote that nothing refers to, 1 cell beyond the columns, 1 link target, 1 label.",
    );
  }
});

test("shows where a link leads that says something else, names a user, or has letters of another alphabet", async ({ context }) => {
  const content = [
    "[admin@evil.example](https://admin@evil.example)",
    "[https://bank.example](http://bank.example)",
    "<https://good.example@evil.example/>",
    "[https://аррӏе.com](https://аррӏе.com)",
    "[https://bank.example/a](https://bank.example/a)",
  ].join("\n\n");
  const task = await api.newTask(await api.newSource(), {
    ...EMAIL,
    blocks: [{ id: "body", type: "markdown", label: "Body", editable: false, content }],
  });
  const page = await signIn(context, JANE);
  await opened(page, task.id);
  await expect(page.locator(".link-target.misleading")).toHaveText([
    "evil.example with the user name “admin”",
    "http://bank.example",
    "evil.example with the user name “good.example”",
    "xn--80ak6aa92e.com",
  ]);
  await expect(page.locator(".link-target")).toHaveCount(4);
});

test("keeps the columns of a table in their order, whatever its first word is", async ({ context }) => {
  const names = ["סכום", "to", "Description", "Cost centre", "Amount", "Currency", "Payment date", "Reference"];
  const content = `| ${names.join(" | ")} |\n|${"-|".repeat(8)}\n| 9000 EUR to Mallory | ${names.slice(1).map((name) => `${name} of the row`).join(" | ")} |`;
  const task = await api.newTask(await api.newSource(), {
    ...EMAIL,
    blocks: [{ id: "body", type: "markdown", label: "Body", editable: false, content }],
  });
  const page = await signIn(context, JANE);
  await page.setViewportSize({ width: 390, height: 844 });
  await opened(page, task.id);
  const table = page.getByRole("group", { name: "Table", exact: true });
  await expect(table.getByText("9000 EUR to Mallory")).toBeInViewport();
  const lefts = await table.getByRole("columnheader").evaluateAll((all) => all.map((each) => each.getBoundingClientRect().left));
  expect(lefts).toEqual(lefts.toSorted((a, b) => a - b));
  await expect(table.getByRole("columnheader").first()).toHaveCSS("direction", "rtl");
  await expect(table.getByRole("columnheader").last()).toHaveCSS("direction", "ltr");
});

const RLO = "\u202e";
const ZWSP = "\u200b";
const TAGS = [..."pay"].map((each) => String.fromCodePoint(0xe0000 + each.charCodeAt(0))).join("");

/** A task with an invisible character in every text. */
const UNSEEN = {
  ...EMAIL,
  title: `Pay${ZWSP}ment ${RLO}ecived`,
  preview: `Pre${ZWSP}view`,
  service: { id: "x", name: `Bank${ZWSP}ing` },
  action: { type: "send", verb: `Se${ZWSP}nd` },
  execution_intent: {
    kind: "custom",
    template_id: `tem${ZWSP}plate`,
    display: { target: `Acme${ZWSP} Ltd`, warning: `Out${ZWSP}side` },
  },
  interaction_schema: {
    type: "choice",
    guidance: `Gui${ZWSP}dance`,
    deny_reasons: [{ id: "a", label: `Wro${ZWSP}ng` }],
    options: [{ id: "o", label: `Opt${ZWSP}ion`, patches: [{ block_id: "note", op: "replace", value: "x" }] }],
  },
  blocks: [
    { id: "body", type: "markdown", label: `Bo${ZWSP}dy`, content: `Hi ${RLO}maS${ZWSP}, all ${TAGS}fine\n\nto${" ".repeat(400)}Bob` },
    { id: "note", type: "plaintext", label: "Note", content: `soft\u00adhyphen and p\u0430ypal` },
    { id: "log", type: "plaintext", label: "Log", editable: false, content: `log\u2066 of\u3164 it` },
    { id: "call", type: "json", label: "Call", content: { [`am${ZWSP}ount`]: 1, to: `Ac${ZWSP}me` } },
  ],
};

/** The names of all marked characters in a part of the page, including editors. */
function namesIn(page: Page, selector: string): Promise<string[]> {
  return page.evaluate((within) => {
    const names: string[] = [];
    const collect = (root: ParentNode) => {
      for (const each of root.querySelectorAll<HTMLElement>("*")) {
        if (each.matches(".unseen-character")) {
          names.push(each.dataset.name ?? "");
        } else if (each.matches(".cm-unseen")) {
          names.push(each.textContent ?? "");
        }
        if (each.shadowRoot) {
          collect(each.shadowRoot);
        }
      }
    };
    document.querySelectorAll(within).forEach(collect);
    return names;
  }, selector);
}

test("names characters that cannot be seen, wherever they are", async ({ context }) => {
  const source = await api.newSource();
  const task = await api.newTask(source, UNSEEN);
  const page = await signIn(context, JANE);
  await page.goto(`/?source=${source.id}`);
  await expect(page.getByRole("list", { name: "Tasks" }).getByRole("link")).toHaveCount(1);
  expect(await namesIn(page, ".row .flow")).toEqual(["U+200B", "U+200B"]);
  expect(await namesIn(page, ".row .title")).toEqual(["U+200B", "U+202E"]);
  expect(await namesIn(page, ".row .under")).toEqual(["U+200B", "U+202E", "U+200B", "U+E0070 tags “pay”"]);

  await opened(page, task.id);
  expect(await namesIn(page, "h1")).toEqual(["U+200B", "U+202E"]);
  expect(await page.title()).toContain("Pay⟨U+200B⟩ment");
  expect(await namesIn(page, ".about")).toEqual(["U+200B", "U+200B"]);
  expect(await namesIn(page, ".intent")).toEqual(["U+200B", "U+200B", "U+200B", "U+200B"]);
  expect(await namesIn(page, ".options")).toEqual(["U+200B"]);
  expect(await namesIn(page, ".guidance")).toEqual(["U+200B"]);
  expect(await namesIn(page, ".block:nth-of-type(2) h2, .block h2")).toEqual(["U+200B"]);
  const inText = ["U+202E", "U+200B", "U+E0070 tags “pay”", "400 blanks"];
  await expect.poll(() => namesIn(page, ".block .beside > .editor")).toEqual(inText);
  await expect.poll(() => namesIn(page, ".block .preview")).toEqual(inText);
  expect(await namesIn(page, ".input + .plain")).toEqual(["U+00AD"]);
  await expect(page.locator(".mixed-alphabets").first()).toHaveText("p\u0430ypal");
  expect(await namesIn(page, ".block pre.plain")).toEqual(["U+00AD", "U+2066", "U+3164"]);
  expect(await namesIn(page, ".block:has(.cm-lineNumbers), .block:last-of-type .editor")).toEqual(["U+200B", "U+200B"]);
  await expect(page.locator(".block .unseen-count").first()).toContainText("5 places with characters that cannot be seen");

  // The names that are drawn in their place do not change the text.
  const body = page.locator(".block .beside .cm-content");
  await body.click();
  await page.keyboard.press("Control+Home");
  await page.keyboard.type("Now: ");
  await page.getByRole("textbox", { name: "Note" }).press("End");
  await page.keyboard.type("!");
  await expect(page.getByText(/^saved/)).toBeVisible();
  const [edited, note] = (await api.task(task.id)).blocks_working as { content: string }[];
  expect(edited?.content).toBe(`Now: ${UNSEEN.blocks[0]?.content as string}`);
  expect(note?.content).toBe(`${UNSEEN.blocks[1]?.content as string}!`);

  await page.keyboard.press("Escape");
  await look(page);
  await page.keyboard.press("x");
  expect(await namesIn(page, "dialog .line")).toEqual(["U+200B"]);
  await page.getByRole("dialog").getByRole("button", { name: "Wro" }).click();
  expect(await namesIn(page, "dialog .plain")).toEqual(["U+200B"]);
  await page.keyboard.press("Escape");
  await page.keyboard.press("a");
  const dialog = page.getByRole("dialog", { name: "Approve this?" });
  await expect(dialog.locator(".unseen-count").first()).toContainText("cannot be seen");
  expect((await namesIn(page, "dialog")).length).toBeGreaterThan(8);
});

test("points out addresses in letters that look like others, wherever they are", async ({ context }) => {
  const text = "Pay at аррӏе.com or bank.com∕login.evil.com, obj\ufffcect";
  const task = await api.newTask(await api.newSource(), {
    ...EMAIL,
    title: text,
    blocks: [
      { id: "body", type: "markdown", label: "Body", content: text },
      { id: "read", type: "markdown", label: "Read", editable: false, content: text },
      { id: "note", type: "plaintext", label: "Note", editable: false, content: text },
    ],
  });
  const page = await signIn(context, JANE);
  await opened(page, task.id);
  for (const place of ["h1", ".preview .markdown", "pre.plain"]) {
    await expect(page.locator(place).locator(".look-alike")).toHaveText(["аррӏе.com", "∕"]);
    const names = await page.locator(place).locator(".look-alike").evaluateAll((all) =>
      all.map((each) => getComputedStyle(each, "::after").content),
    );
    expect(names).toEqual(['"xn--80ak6aa92e.com"', '"U+2215"']);
    expect(await namesIn(page, place)).toEqual(["U+FFFC"]);
  }
  await expect(page.getByRole("textbox", { name: "Body" }).locator(".cm-address")).toHaveText(["аррӏе.com", "∕"]);
  await expect(page.locator(".block .unseen-count").first()).toContainText("2 addresses are written in characters that look like others");
});

test("says what is empty or blank, and where a line of a title breaks", async ({ context }) => {
  const task = await api.newTask(await api.newSource(), {
    ...EMAIL,
    title: "Pay Acme\nto Mallory",
    risk_level: "high",
    blocks: [
      { id: "none", type: "plaintext", label: "None", editable: false, content: "" },
      { id: "blank", type: "markdown", label: "Blank", editable: false, content: " \n\n " },
      { id: "call", type: "json", label: "Call", content: { note: "", amount: 1 } },
      { id: "far", type: "plaintext", label: "Far", editable: false, content: `Pay Acme${"\n".repeat(300)}and Mallory` },
      { id: "deep", type: "json", label: "Deep", editable: false, content: `{"a":${"[".repeat(40)}"${"x".repeat(90)}"${"]".repeat(40)}}` },
    ],
  });
  const page = await signIn(context, JANE);
  await opened(page, task.id);
  await look(page);
  expect(await namesIn(page, "h1")).toEqual(["line break"]);
  await expect(page.getByRole("region", { name: "None" }).locator("pre")).toHaveText("Empty");
  await expect(page.getByRole("region", { name: "Blank" }).locator(".markdown")).toHaveText("Nothing but blanks and line breaks");
  expect(await namesIn(page, ".block .editor")).toEqual([]);
  expect(await namesIn(page, ".block pre")).toEqual(["299 blank lines"]);
  await expect(page.getByRole("region", { name: "Far" }).getByText("and Mallory")).toBeInViewport();
  await page.keyboard.press("a");
  const dialog = page.getByRole("dialog", { name: "Approve this?" });
  await expect(dialog.locator(".markdown")).toHaveText("Nothing but blanks and line breaks");
  await expect(dialog.locator("pre.plain").first()).toHaveText("Empty");
  await expect(dialog.locator("dd").first()).toHaveText('"" empty');
  expect(await namesIn(page, "dialog .block")).toEqual(["299 blank lines"]);
});

/** Words that are cut off by the window or an element, and cannot be scrolled into view. */
function cutOff(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const cut: string[] = [];
    const roots: Node[] = [document.body];
    for (const root of roots) {
      const walker = document.createTreeWalker(root);
      for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        const inner = node instanceof Element ? node.shadowRoot : undefined;
        if (inner) {
          roots.push(inner);
        }
        const parent = node.parentElement;
        if (!(node instanceof Text) || !/W{20}/.test(node.data) || !parent || parent.closest(".unseen, textarea, .gist")) {
          continue;
        }
        const range = document.createRange();
        range.selectNodeContents(node);
        const right = Math.max(...[...range.getClientRects()].map((each) => each.right));
        let edge = innerWidth;
        for (let at: Element | null = parent; at; at = at.parentElement ?? ((at.getRootNode() as ShadowRoot).host as Element | undefined) ?? null) {
          if (getComputedStyle(at).overflowX !== "visible" && !at.matches(".markdown pre, .table")) {
            edge = Math.min(edge, at.getBoundingClientRect().right);
          } else if (at.matches(".markdown pre, .table")) {
            edge = Infinity;
            break;
          }
        }
        if (right > edge + 1) {
          cut.push(node.data.slice(0, 12));
        }
      }
    }
    return cut;
  });
}

test("cuts nothing off that an agent says, however long its words are", async ({ context }) => {
  const long = (first: string, length = 90) => `${first} ${"W".repeat(length)}`;
  const task = await api.newTask(await api.newSource(), {
    ...EMAIL,
    title: long("title", 180),
    risk_warning: long("risk"),
    service: { id: "a", name: long("service") },
    source_service: { id: "b", name: long("from") },
    action: { type: "send", verb: long("verb") },
    execution_intent: { kind: "custom", template_id: long("template"), display: { target: long("target"), warning: long("warning") } },
    interaction_schema: {
      type: "choice",
      guidance: { [long("key")]: long("value") },
      options: [{ id: "o", label: long("option"), patches: [{ block_id: "note", op: "replace", value: "x" }] }],
      deny_reasons: [{ id: "r", label: long("reason") }],
    },
    metadata: { [long("meta")]: long("data") },
    blocks: [
      { id: "body", type: "markdown", label: long("label"), editable: false, content: `${long("text", 300)}\n\n[^${"W".repeat(99)}]: none` },
      { id: "note", type: "plaintext", label: "Note", editable: false, content: long("note", 300) },
      { id: "call", type: "json", label: "Call", editable: false, content: { [long("member")]: long("string", 300) } },
    ],
  });
  const page = await signIn(context, JANE);
  for (const width of [1280, 390]) {
    await page.setViewportSize({ width, height: 900 });
    await opened(page, task.id);
    await page.locator("details.details summary").click();
    expect(await cutOff(page)).toEqual([]);
    await page.getByRole("button", { name: /^Approve/ }).click();
    await expect(page.getByRole("dialog")).toContainText("target");
    expect(await cutOff(page)).toEqual([]);
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: /^Deny/ }).click();
    await expect(page.getByRole("dialog")).toContainText("reason");
    expect(await cutOff(page)).toEqual([]);
    await page.keyboard.press("Escape");
  }
});

test("leaves ordinary scripts and emoji as they are, each in its direction", async ({ context }) => {
  const texts = {
    arabic: "مرحبا بالعالم: السعر ٤٥٠ ريال",
    persian: "می\u200cخواهم کتاب\u200cها را ببینم",
    hebrew: "שלום עולם, 450 שקלים",
    hindi: "नमस्ते क्\u200dष दुनिया",
    japanese: "日本語の文章です。\u3000はい。",
    emoji: "👨‍👩‍👧‍👦 👩🏽‍💻 🏳️‍🌈 🏴󠁧󠁢󠁥󠁮󠁧󠁿 🇩🇪 1️⃣ 👍🏿",
  };
  const task = await api.newTask(await api.newSource(), {
    ...EMAIL,
    title: texts.persian,
    blocks: [
      ...Object.entries(texts).map(([id, content]) => ({ id, type: "markdown", editable: false, content })),
      { id: "plain", type: "plaintext", editable: false, content: texts.arabic },
      { id: "phone", type: "json", label: "Phone", content: { إلى: "+971 50 123 4567" } },
    ],
  });
  const page = await signIn(context, JANE);
  await opened(page, task.id);
  await expect(page.locator(".markdown")).toHaveCount(6);
  expect(await namesIn(page, "main")).toEqual([]);
  await expect(page.locator(".unseen-count, .hidden-count, .hidden-part")).toHaveCount(0);
  const sides = await page.evaluate(() =>
    [...document.querySelectorAll(".markdown p, pre.plain")].map((each) => {
      const range = document.createRange();
      range.selectNodeContents(each);
      const text = range.getBoundingClientRect();
      const box = each.getBoundingClientRect();
      return text.left - box.left < box.right - text.right ? "left" : "right";
    }),
  );
  expect(sides).toEqual(["right", "right", "right", "left", "left", "left", "right"]);
  // The number starts with its plus sign.
  const order = await page.evaluate(() => {
    const root = [...document.querySelectorAll("*")].map((each) => each.shadowRoot).find((each) => each?.textContent?.includes("+971"));
    const walker = document.createTreeWalker(root as Node, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const at = node.textContent?.indexOf("+971") ?? -1;
      if (at >= 0) {
        const left = (from: number) => {
          const range = document.createRange();
          range.setStart(node as Node, from);
          range.setEnd(node as Node, from + 1);
          return range.getBoundingClientRect().left;
        };
        return left(at) < left(at + 2) && left(at + 2) < left(at + 10);
      }
    }
    return undefined;
  });
  expect(order).toBe(true);
});

test("names no line end of a text that has CRLF all through, and isolates the verb from its target", async ({ context }) => {
  const task = await api.newTask(await api.newSource(), {
    ...EMAIL,
    execution_intent: { kind: "custom", display: { target: "شركة Acme (دبي)" } },
    blocks: [{ id: "body", type: "plaintext", label: "Body", content: "one\r\ntwo\r\nthree\r\n" }],
  });
  const page = await signIn(context, JANE);
  await opened(page, task.id);
  await page.getByRole("textbox", { name: "Body" }).click();
  await page.keyboard.press("Control+Home");
  await page.keyboard.type("Now: ");
  await expect(page.getByText(/^saved/)).toBeVisible();
  await page.keyboard.press("Escape");
  await look(page);
  await page.keyboard.press("a");
  const dialog = page.getByRole("dialog", { name: "Approve this?" });
  await expect(dialog.locator(".diff-line.added")).toHaveText(/Now: one/);
  expect(await namesIn(page, "dialog")).toEqual([]);
  await page.keyboard.press("Escape");
  await page.setViewportSize({ width: 390, height: 844 });
  await expect(page.locator(".gist bdi")).toHaveText(["Send email", "شركة Acme (دبي)"]);
});

test("lets a wide table scroll, and lays out JSON that was filed in one line", async ({ context }) => {
  const columns = ["Invoice", "Supplier", "Description", "Cost centre", "Amount", "Currency", "Payment date"];
  const wall = `{"reference":"INV-38122","amount":1.10,"note":"${"a long note ".repeat(8)}","lines":[{"b":2,"a":1}]}`;
  const task = await api.newTask(await api.newSource(), {
    ...EMAIL,
    blocks: [
      {
        id: "table",
        type: "markdown",
        label: "Table",
        editable: false,
        content: `| ${columns.join(" | ")} |\n|${" - |".repeat(7)}\n| ${columns.map((each) => `${each}-value-of-the-row`).join(" | ")} |\n`,
      },
      { id: "wall", type: "json", label: "Wall", editable: false, content: wall },
      { id: "open", type: "json", label: "Open", content: wall },
    ],
  });
  const page = await signIn(context, JANE);
  await page.setViewportSize({ width: 390, height: 844 });
  await opened(page, task.id);
  const table = page.getByRole("group", { name: "Table", exact: true });
  await expect(table).toBeVisible();
  expect(await table.evaluate((each) => each.scrollWidth > each.clientWidth)).toBe(true);
  const header = await table.getByRole("columnheader", { name: "Description" }).boundingBox();
  expect(header?.height).toBeLessThan(60);

  for (const name of ["Wall", "Open"]) {
    const block = page.getByRole("region", { name });
    await expect(block.getByRole("textbox", { name }).locator(".cm-line").nth(2)).toHaveText('  "amount": 1.10,');
    await expect(block.getByRole("textbox", { name }).locator(".cm-line")).toHaveCount(11);
    await block.getByTitle("Fold line").filter({ visible: true }).first().click();
    await expect(block.locator(".cm-foldPlaceholder")).toBeVisible();
  }
  const block = page.getByRole("region", { name: "Wall" });
  await block.getByRole("button", { name: "Source" }).click();
  await expect(block.getByRole("textbox", { name: "Wall" })).toHaveText(wall);
  expect(JSON.stringify((await api.task(task.id)).blocks_working)).toContain(JSON.stringify(wall));
});
