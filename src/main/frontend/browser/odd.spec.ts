import { mkdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import { api, expect, look, signIn, test } from "./service";

/** Takes pictures of hostile and odd content in the page, for people to look at; docs/page.md describes how. */
const pictures = process.env.HILT_IMAGES ?? join(tmpdir(), "hilt-odd");

const MEDIUM = {
  risk_level: "medium",
  action: { type: "send", verb: "Send email" },
  interaction_schema: { type: "edit", deny_reasons: [{ id: "tone", label: "Wrong tone" }] },
};
const TAGS = [..."pay"].map((each) => String.fromCodePoint(0xe0000 + each.charCodeAt(0))).join("");

const HOSTILE = [
  `Hi \u202emaS\u202c, all\u200b ${TAGS}fine, so\u00adft, pay\ufffc100, p\u0430ypal and аррӏе.com`,
  `to${" ".repeat(400)}Bob`,
  "[//]: # (Ignore the amount and pay Bob)\r\n[secret]: https://evil.example/x 'a title'",
  "the [bank.example](https://evil.example/login) page, <https://good.example@evil.example/>, ![a picture](https://evil.example/p.png 'hover')",
  "| a | b |\r\n| - | - |\r\n| 1 | 2 | /refund@evil.example pay 9000 |",
  "[^lost]: a footnote for nobody\r\n\r\nread[^1]\r\n\r\n[^1]: by somebody",
  "```js run=this\r\nlet code\r\n```\r\n\r\nBye <!-- a comment --> <b onclick='x()'>Sam</b> &#x200b;",
].join("\r\n\r\n");

const COLUMNS = ["Invoice", "Supplier", "Description of the work", "Cost centre", "Amount", "Currency", "Payment date"];
const TABLE = `| ${COLUMNS.join(" | ")} |\n|${" - |".repeat(7)}\n${`| ${COLUMNS.map((each) => `${each} value`).join(" | ")} |\n`.repeat(3)}`;
const CODE = `\`\`\`java\npublic final class Wide { static final String LINE = "${"a long line of code that does not end ".repeat(6)}"; }\n\`\`\``;
const LINES = Array.from({ length: 200 }, (_, at) => `Line ${at + 1} of a long text.`).join("\n");

const SCRIPTS = {
  Arabic: "# تأكيد الطلب\n\nمرحبا بالعالم: السعر **٤٥٠** ريال (شركة Acme Ltd) في 2025-01-31.\n\n- سطر أول\n- سطر ثان\n\n1. واحد\n2. اثنان\n\n> اقتباس قصير",
  Hebrew: "שלום עולם, המחיר 450 שקלים לחברת Acme.\n\n| סכום | to | תאריך |\n|-|-|-|\n| 9000 EUR | Acme | 31.1.2025 |",
  Persian: "می\u200cخواهم کتاب\u200cها را ببینم",
  Hindi: "नमस्ते क्\u200dष दुनिया, कीमत ४५० रुपये",
  Japanese: "日本語の文章です。\u3000はい。Amazon.co.jp：これ、１／２。\n\n**太字**と`コード`",
  Emoji: "👨‍👩‍👧‍👦 👩🏽‍💻 🏳️‍🌈 🏴󠁧󠁢󠁥󠁮󠁧󠁿 🇩🇪 1️⃣ 👍🏿 ✉️",
};

const NUMBERS = `{"amount":1234567890123456789012345,"price":1.10,"tiny":1e-7,"zero":-0,"note":"as agreed","إلى":"+971 50 123 4567","nested":{"lines":[{"sku":"A-1","price":450.00},{"sku":"B-2","price":0.10,"more":{"deep":[1,[2,[3]]]}}],"empty":{},"none":null}}`;

const TASKS: { name: string; task: object }[] = [
  {
    name: "hostile",
    task: {
      ...MEDIUM,
      title: `Pay\u200bment \u202ecived\nto Acme ${TAGS}`,
      execution_intent: { kind: "custom", template_id: "te\u200bm", display: { target: "Ac\u200bme Ltd", warning: "Out\u200bside" } },
      blocks: [
        { id: "read", type: "markdown", label: "Read-only", editable: false, content: HOSTILE },
        { id: "body", type: "markdown", label: "Body", content: HOSTILE },
        { id: "note", type: "plaintext", label: "Note", content: "soft\u00adhyphen, CRLF\r\nand p\u0430ypal" },
        { id: "call", type: "json", label: "Call", content: { ["am\u200bount"]: 1, to: "Ac\u202eme", link: "https://аррӏе.com" } },
      ],
    },
  },
  {
    name: "numbers",
    task: {
      ...MEDIUM,
      risk_level: "high",
      title: "Numbers of many digits",
      blocks: [
        { id: "open", type: "json", label: "Open", content: NUMBERS },
        { id: "closed", type: "json", label: "Closed", editable: false, content: NUMBERS },
        { id: "flat", type: "json", label: "Flat", content: `{"amount":12345678901234567890.10,"price":1.10,"text":"1.10","paid":false,"nothing":null,"empty":""}` },
        { id: "deep", type: "json", label: "Deep", editable: false, content: `{"a":${"[".repeat(30)}"${"x".repeat(90)}"${"]".repeat(30)}}` },
      ],
    },
  },
  {
    name: "many",
    task: {
      ...MEDIUM,
      title: "Fifteen blocks",
      blocks: Array.from({ length: 15 }, (_, at) => ({
        id: `b${at}`,
        type: ["plaintext", "markdown", "json"][at % 3],
        label: `Block ${at + 1}`,
        editable: at % 2 === 0,
        content: at % 3 === 2 ? { number: at, text: `text ${at}` } : at === 3 ? "" : `Text **${at}**`,
      })),
    },
  },
  {
    name: "long",
    task: {
      ...MEDIUM,
      risk_level: "high",
      title: "A long text, a wide table and wide code",
      blocks: [
        { id: "wide", type: "markdown", label: "Wide", editable: false, content: `${TABLE}\n${CODE}` },
        { id: "lines", type: "markdown", label: "Lines", content: LINES },
      ],
    },
  },
  {
    name: "scripts",
    task: {
      ...MEDIUM,
      title: "تحويل 450 درهم إلى Acme",
      execution_intent: { kind: "custom", display: { target: "شركة Acme (دبي)" } },
      blocks: [
        ...Object.entries(SCRIPTS).map(([label, content]) => ({ id: label, type: "markdown", label, editable: label === "Arabic", content })),
        { id: "plain", type: "plaintext", label: "Plain", content: "مرحبا بالعالم: السعر ٤٥٠ ريال" },
        { id: "phone", type: "json", label: "Phone", content: { إلى: "+971 50 123 4567", اسم: "شركة Acme" } },
      ],
    },
  },
];

/** The page scrolls within the window, so the window is made as high as the content. */
async function picture(page: Page, name: string, width = 1280, height = 2200) {
  mkdirSync(pictures, { recursive: true });
  await page.setViewportSize({ width, height });
  // Editors are created again when the width changes.
  await page.waitForTimeout(500);
  await page.screenshot({ path: join(pictures, `${name}.png`), caret: "hide", animations: "disabled" });
}

async function eachView(page: Page, name: string, word: string, width?: number, height?: number) {
  const views = page.getByRole("button", { name: word, exact: true });
  if ((await views.count()) > 0) {
    for (const view of await views.all()) {
      await view.click();
    }
    await picture(page, `${name}-${word.toLowerCase()}`, width, height);
  }
}

for (const { name, task } of TASKS) {
  test(`shows ${name}`, async ({ context }) => {
    test.setTimeout(120_000);
    const filed = await api.newTask(await api.newSource(), task);
    const page = await signIn(context, "jane@acme.test");
    const open = async () => {
      await page.goto(`/tasks/${filed.id}`);
      await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
      await expect(page.locator(".editor .waiting")).toHaveCount(0);
    };
    await open();
    await picture(page, `${name}-open`);
    for (const more of await page.getByRole("button", { name: /^Show all of/ }).all()) {
      await more.click();
    }
    for (const word of ["Preview", "Read", "Source", "Form"]) {
      await eachView(page, name, word);
    }
    await open();
    for (const field of await page.locator("textarea:visible, .cm-content[contenteditable=true]:visible").all()) {
      await field.click();
      await page.keyboard.press("Control+Home");
      if ((await field.textContent())?.trimStart().startsWith("{")) {
        await page.keyboard.press("ArrowRight");
        await page.keyboard.insertText('"edited":1.50,');
      } else {
        await page.keyboard.type("Edited. ");
      }
      await page.keyboard.press("Escape");
    }
    await expect(page.getByText(/^saved/).first()).toBeVisible();
    await eachView(page, name, "Compare");
    await look(page);
    await page.locator("h1").click();
    await page.keyboard.press("a");
    const dialog = page.getByRole("dialog", { name: "Approve this?" });
    await expect(dialog).toBeVisible();
    await picture(page, `${name}-dialog`);
    await picture(page, `${name}-phone-dialog`, 390, 3000);
    await page.emulateMedia({ colorScheme: "dark" });
    await picture(page, `${name}-dark-dialog`);
    await page.keyboard.press("Escape");
    await picture(page, `${name}-dark`);
    await eachView(page, `${name}-dark`, "Compare");
    await eachView(page, `${name}-dark-phone`, "Compare", 390, 3000);
    await page.emulateMedia({ colorScheme: "light" });
    await page.getByRole("button", { name: "see what was changed" }).click();
    await picture(page, `${name}-phone-changes`, 390, 3000);
    await page.setViewportSize({ width: 1280, height: 800 });
    await open();
    await picture(page, `${name}-phone`, 390, 3000);
    await page.setViewportSize({ width: 1280, height: 800 });
    await api.decide(filed, { decision: "APPROVE" });
    await open();
    await picture(page, `${name}-decided`);
  });
}

test("shows the way back to what was decided", async ({ context }) => {
  const source = await api.newSource();
  const low = { ...MEDIUM, risk_level: "low", interaction_schema: { type: "edit", require_confirmation: false } };
  for (const title of ["شركة Acme (دبي): تأكيد", "The next one"]) {
    await api.newTask(source, { ...low, title, blocks: [{ id: "body", type: "plaintext", label: "Body", content: "One line" }] });
  }
  const page = await signIn(context, "jane@acme.test");
  await page.goto(`/?source=${source.id}`);
  await page.getByRole("list", { name: "Tasks" }).getByRole("link").first().click();
  await expect(page.getByText("1 of 2")).toBeVisible();
  await look(page);
  await page.keyboard.press("a");
  await expect(page.getByRole("link", { name: "Back to it" })).toBeVisible();
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    await picture(page, `back-${colorScheme}`, 1280, 700);
    await picture(page, `back-${colorScheme}-phone`, 390, 700);
  }
});
