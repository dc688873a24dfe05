import type { Locator, Page } from "@playwright/test";
import { EMAIL, api, expect, signIn, test } from "./service";

const JANE = "jane@acme.test";

const PAYMENT = {
  title: "Pay Acme Ltd for June",
  risk_level: "critical",
  action: { type: "transfer", verb: "Transfer $450.00" },
  execution_intent: { kind: "custom", display: { target: "Acme Ltd" } },
  blocks: [{ id: "payment", type: "json", label: "Payment", content: { recipient: "Mallory", amount: 450 } }],
};

/** The focused element, even inside an editor. */
const focused = (page: Page) => page.evaluate(() => document.activeElement?.tagName ?? "none");

test("shows what is sent beside what the agent says of it", async ({ context }) => {
  const task = await api.newTask(await api.newSource(), PAYMENT);
  const page = await signIn(context, JANE);
  await page.goto(`/tasks/${task.id}`);
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await page.keyboard.press("a");
  const dialog = page.getByRole("dialog", { name: "Approve this?" });
  await expect(dialog.getByRole("region", { name: "As the agent describes it" })).toContainText("Transfer $450.00 to Acme Ltd");
  await expect(dialog.getByRole("region", { name: "As the agent describes it" })).toContainText("“Acme Ltd” is in none of the blocks.");
  await expect(dialog.getByRole("region", { name: "What is sent" })).toContainText('recipient"Mallory"');
});

test("points out what the agent says and an edit has changed", async ({ context }) => {
  const task = await api.newTask(await api.newSource(), {
    ...PAYMENT,
    blocks: [{ id: "payment", type: "json", label: "Payment", content: { recipient: "Acme Ltd", amount: 450 } }],
  });
  const page = await signIn(context, JANE);
  await page.goto(`/tasks/${task.id}`);
  await page.getByRole("group", { name: "Views of Payment" }).getByRole("button", { name: "Form" }).click();
  await page.getByLabel("recipient").fill("Bob Ltd");
  const words = "Edited: the agent says “Acme Ltd”, but recipient in Payment is now “Bob Ltd”.";
  await expect(page.getByRole("region", { name: "If you approve" })).toContainText(words);
  await expect(page.getByRole("main").locator(".headline")).toContainText(words);
  await page.setViewportSize({ width: 390, height: 844 });
  await expect(page.locator(".deciding .gist")).toContainText(words);
  await page.setViewportSize({ width: 1280, height: 800 });
  await page.keyboard.press("Escape");
  await page.locator("h1").click();
  await page.keyboard.press("a");
  await expect(page.getByRole("dialog").getByRole("region", { name: "As the agent describes it" })).toContainText(words);
});

test("wants what is dangerous to be read to its end", async ({ context }) => {
  const lines = Array.from({ length: 120 }, (_, at) => `Line ${at + 1} of what is sent`).join("\n");
  const task = await api.newTask(await api.newSource(), {
    ...EMAIL,
    risk_level: "high",
    blocks: [{ id: "log", type: "plaintext", label: "Log", editable: false, content: lines }],
  });
  const page = await signIn(context, JANE);
  await page.goto(`/tasks/${task.id}`);
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await page.keyboard.press("a");
  const dialog = page.getByRole("dialog", { name: "Approve this?" });
  const approve = dialog.getByRole("button", { name: "Approve" });
  await expect(dialog.getByRole("region", { name: "What you approve" })).toBeFocused();

  // Jumping to the end does not count as reading.
  await dialog.getByRole("checkbox").check();
  await expect(dialog.getByText("There is more to read")).toBeVisible();
  await expect(approve).toBeDisabled();
  await dialog.getByRole("button", { name: "Read on" }).click();
  await page.waitForTimeout(300);
  await expect(dialog.getByRole("region", { name: "What you approve" })).toBeFocused();
  await expect(async () => {
    await page.keyboard.press("PageDown");
    await expect(approve).toBeEnabled({ timeout: 600 });
  }).toPass({ timeout: 20_000 });
  await expect(dialog.getByText("There is more to read")).toBeHidden();
  await approve.click();
  await expect(page.getByText("Approved", { exact: true }).first()).toBeVisible();
});

test("asks for a word that can be typed", async ({ context }) => {
  const task = await api.newTask(await api.newSource(), {
    ...PAYMENT,
    execution_intent: { kind: "custom", display: { target: "Ac\u200bme\u00ad  Ltd" } },
  });
  const page = await signIn(context, JANE);
  await page.goto(`/tasks/${task.id}`);
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await page.keyboard.press("a");
  const dialog = page.getByRole("dialog", { name: "Approve this?" });
  await dialog.getByRole("checkbox").check();
  await dialog.getByLabel("Type Acme Ltd to approve").fill("Acme Ltd");
  await expect(dialog.getByRole("button", { name: "Approve" })).toBeEnabled();
});

test("never leaves the focus nowhere", async ({ context }) => {
  const task = await api.newTask(await api.newSource(), EMAIL);
  const page = await signIn(context, JANE);
  await page.goto(`/tasks/${task.id}`);
  await expect(page.getByRole("heading", { level: 1 })).toBeFocused();
  for (const key of ["a", "x", "?"]) {
    await page.keyboard.press(key);
    await expect(page.getByRole("dialog")).toBeVisible();
    await page.keyboard.press("Escape");
    await expect(page.getByRole("dialog")).toBeHidden();
    await expect.poll(() => focused(page), key).not.toBe("BODY");
  }
  for (const name of ["Body", "Subject"]) {
    await page.getByRole("textbox", { name }).click();
    await page.keyboard.press("Escape");
    await expect(page.getByRole("region", { name, exact: true })).toBeFocused();
  }
  await page.keyboard.press("a");
  await page.getByRole("dialog").getByRole("button", { name: "Approve" }).click();
  await expect(page.getByText("Approved", { exact: true }).first()).toBeVisible();
  await page.keyboard.press("Escape");
  await expect.poll(() => focused(page)).toMatch(/^(P|H1)$/);
});

/** The distance from the left edge of the page to the start of some words. */
const leftOf = (part: Locator, words: string) =>
  part.evaluate((root, wanted) => {
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const at = node.textContent?.indexOf(wanted) ?? -1;
      if (at >= 0) {
        const range = document.createRange();
        range.setStart(node, at);
        range.setEnd(node, at + wanted.length);
        return range.getBoundingClientRect().left;
      }
    }
    throw new Error(`There is no ${wanted}.`);
  }, words);

async function dialogOf(page: Page, task: object, edit?: object[]): Promise<Locator> {
  const { id } = await api.newTask(await api.newSource(), { ...EMAIL, ...task });
  if (edit) {
    await page.context().request.patch(`/review-tasks/${id}/blocks`, { data: { blocks: edit } });
  }
  await page.goto(`/tasks/${id}`);
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await page.keyboard.press("a");
  const dialog = page.getByRole("dialog", { name: "Approve this?" });
  await expect(dialog.getByRole("region", { name: "What is sent" })).toBeVisible();
  return dialog;
}

test("keeps names and values of a JSON text in their order, whatever their script", async ({ context }) => {
  const page = await signIn(context, JANE);
  const content = { pay: { "חשבון": "10-20", list: ["אבג", "דהו"] }, to: "דוד לוי" };
  const dialog = await dialogOf(page, { blocks: [{ id: "pay", type: "json", label: "Pay", content }] });
  const text = dialog.getByRole("region", { name: "What is sent" });
  expect(await leftOf(text, "חשבון")).toBeLessThan(await leftOf(text, "10-20"));
  expect(await leftOf(text, "חשבון")).toBeLessThan((await leftOf(text, "{")) + 80);
});

test("shows what a value was before what it is, whatever its script", async ({ context }) => {
  const page = await signIn(context, JANE);
  const json = (to: string, notes: string[]) => ({ to, amount: "שלוש", notes });
  const dialog = await dialogOf(
    page,
    { blocks: [{ id: "pay", type: "json", label: "Pay", content: json("דוד לוי", []) }] },
    [{ id: "pay", content: json("משה כהן", [`שלום 10-20 ${"x".repeat(80)}`]) }],
  );
  const changes = dialog.getByRole("list", { name: "Changes of Pay" });
  await expect(changes.getByRole("listitem").first()).toContainText('before "דוד לוי" → after "משה כהן"');
  expect(await leftOf(changes, "דוד לוי")).toBeLessThan(await leftOf(changes, "→"));
  expect(await leftOf(changes, "→")).toBeLessThan(await leftOf(changes, "משה כהן"));
  await expect(changes.locator("del").first()).toHaveCSS("text-decoration-line", "none");
});

test("shows each value as what it is", async ({ context }) => {
  const page = await signIn(context, JANE);
  const content = { amount: "450", fee: 450, to: "Acme", "to ": "Mallory", iban: "DE00\n\n99", paid: "true", done: true, none: "", tail: " x " };
  const dialog = await dialogOf(page, {
    blocks: [
      { id: "pay", type: "json", label: "Pay", content },
      { id: "empty", type: "plaintext", content: "" },
      { id: "blank", type: "markdown", content: " \n " },
    ],
  });
  const values = dialog.locator(".key-values > div");
  await expect(values).toHaveText([
    'amount"450"',
    "fee450",
    'to"Acme"',
    'to "Mallory"',
    /iban"DE00\s+99"/,
    'paid"true"',
    "donetrue",
    'none"" empty',
    'tail" x "',
  ]);
  const marks = (at: number) => values.nth(at).locator(".unseen-character").evaluateAll((all) => all.map((each) => (each as HTMLElement).dataset.name));
  expect(await marks(3)).toEqual(["1 blank"]);
  expect(await marks(4)).toEqual(["↵", "↵"]);
  expect(await marks(8)).toEqual(["1 blank", "1 blank"]);
  await expect(dialog.getByText("Empty", { exact: true })).toBeVisible();
  await expect(dialog.getByText("Nothing but blanks and line breaks")).toBeVisible();
});

test("tells blocks of one name apart", async ({ context }) => {
  const page = await signIn(context, JANE);
  const blocks = ["to", "cc"].map((id) => ({ id, type: "plaintext", label: "To", content: `${id}@acme.test` }));
  const dialog = await dialogOf(page, { blocks }, blocks.map(({ id }) => ({ id, content: "x" })));
  for (const name of ["What is sent", "What was changed"]) {
    const headers = dialog.getByRole("region", { name }).locator(".block > header");
    await expect(headers.nth(0)).not.toContainText("cc");
    await expect(headers.nth(1)).toContainText(/^To\s*cc/);
  }
  await page.keyboard.press("Escape");
  await expect(page.getByRole("region", { name: "To", exact: true }).nth(1).locator("header")).toContainText("cc");
});

test("counts what cannot be seen in all that it shows", async ({ context }) => {
  const page = await signIn(context, JANE);
  const dialog = await dialogOf(page, {
    interaction_schema: { type: "edit", guidance: { "No\u202ete": "loo\u200bk" } },
    blocks: [{ id: "to", type: "plaintext", label: "T\u2066o", content: "x" }],
  });
  await expect(dialog.locator(".unseen-count")).toContainText("3 places with characters that cannot be seen: U+202E, U+200B, U+2066.");
});
