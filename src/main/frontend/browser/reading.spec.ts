import type { Locator, Page } from "@playwright/test";
import { EMAIL, api, expect, readThrough, signIn, test } from "./service";

const JANE = "jane@acme.test";
const HIGH = { ...EMAIL, risk_level: "high", interaction_schema: { type: "edit" }, execution_intent: undefined };

/** Longer than the time within which the page takes scrolling for a jump instead of reading. */
const GLANCE = 600;

const lines = (count: number, word = "line") => Array.from({ length: count }, (_, at) => `${word} ${at + 1}`).join("\n");

async function ask(page: Page, task: object, edit?: object): Promise<Locator> {
  const { id } = await api.newTask(await api.newSource(), task);
  if (edit) {
    await page.context().request.patch(`/review-tasks/${id}/blocks`, { data: { blocks: [edit] } });
  }
  await page.goto(`/tasks/${id}`);
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await page.keyboard.press("a");
  const dialog = page.getByRole("dialog", { name: "Approve this?" });
  await dialog.getByRole("region", { name: "What was changed" }).waitFor();
  await tick(dialog);
  return dialog;
}

/** Ticks the box without scrolling to it; it is below the content. */
const tick = (dialog: Locator) => dialog.getByRole("checkbox").evaluate((box) => (box as HTMLInputElement).click());

const approve = (dialog: Locator) => dialog.getByRole("button", { name: "Approve" });
const more = (dialog: Locator) => dialog.getByText("There is more to read");

/** The texts of a content that cannot be seen completely without scrolling sideways. */
const outside = (content: Locator) =>
  content.evaluate((root) => {
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    const edges = root.getBoundingClientRect();
    const found: string[] = [];
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const range = document.createRange();
      range.selectNodeContents(node);
      const { left, right, width } = range.getBoundingClientRect();
      if (width > 0 && node.textContent?.trim() && (left < edges.left - 1 || right > edges.right + 1)) {
        found.push(node.textContent.slice(0, 40));
      }
    }
    return found;
  });

const DEEP = {
  list: Array.from({ length: 80 }, (_, at) => `${"  ".repeat(at)}- L${at}`).join("\n"),
  quote: `${">".repeat(80)} pay 9000 to Mallory`,
  both: `${"> - ".repeat(40)} pay 9000 to Mallory`,
  code: `\`\`\`\npay 450 to Acme ${"x ".repeat(200)} and 9000 to Mallory\n\`\`\``,
  numbers: `123456789. pay 9000\n123456790. to Mallory`,
  word: `\`${"x".repeat(400)}\``,
};

test("shows contents as wide as they may be", async ({ context }) => {
  const page = await signIn(context, JANE);
  const { id } = await api.newTask(await api.newSource(), {
    ...HIGH,
    risk_level: "medium",
    blocks: Object.entries(DEEP).map(([kind, content]) => ({ id: kind, type: "markdown", editable: false, content })),
  });
  for (const width of [1280, 390]) {
    await page.setViewportSize({ width, height: 844 });
    await page.goto(`/tasks/${id}`);
    await expect(page.locator(".left .markdown")).toHaveCount(6);
    expect(await outside(page.locator(".left")), `on the page, ${width} wide`).toEqual([]);
    await page.locator(".deciding").getByRole("button", { name: "Approve" }).click();
    await expect(page.getByRole("dialog").locator(".markdown")).toHaveCount(6);
    expect(await outside(page.getByRole("dialog").locator(".content")), `in the dialog, ${width} wide`).toEqual([]);
  }
});

test("wants nothing but scrolling of what is a screen and a half", async ({ context }) => {
  const page = await signIn(context, JANE);
  const dialog = await ask(page, { ...HIGH, blocks: [{ id: "log", type: "plaintext", label: "Log", content: lines(40) }] });
  await expect(more(dialog)).toContainText("Log, further down");
  await expect(approve(dialog)).toBeDisabled();
  await dialog.getByRole("region", { name: "What you approve" }).hover();
  for (let notch = 0; notch < 6; notch += 1) {
    await page.mouse.wheel(0, 100);
    await page.waitForTimeout(60);
  }
  await expect(approve(dialog)).toBeEnabled();
});

test("takes no jump to the end for reading", async ({ context }) => {
  const page = await signIn(context, JANE);
  const dialog = await ask(page, { ...HIGH, blocks: [{ id: "log", type: "plaintext", label: "Log", content: lines(60) }] });
  await dialog.getByRole("region", { name: "What you approve" }).focus();
  await page.waitForTimeout(GLANCE);
  await page.keyboard.press("End");
  await page.waitForTimeout(1000 + GLANCE);
  await expect(more(dialog)).toContainText("Log, further up");
  await expect(approve(dialog)).toBeDisabled();
});

test("wants a wide table to be scrolled through", async ({ context }) => {
  const page = await signIn(context, JANE);
  const cells = Array.from({ length: 9 }, (_, at) => `wordwordword${at}`).join(" | ");
  const content = `| amount | ${cells} |\n${"|-".repeat(10)}|\n${`| 9000 | ${cells} |\n`.repeat(24)}`;
  const dialog = await ask(page, { ...HIGH, blocks: [{ id: "body", type: "markdown", label: "Body", content }] });
  const table = dialog.getByRole("group", { name: "Table" });
  const scroller = dialog.getByRole("region", { name: "What you approve" });
  for (const share of [0, 0.4, 1]) {
    await scroller.evaluate((element, to) => (element.scrollTop = element.scrollHeight * to), share);
    await page.waitForTimeout(GLANCE);
  }
  await expect(more(dialog)).toContainText("to the side");
  await expect(approve(dialog)).toBeDisabled();
  // Scrolling to the side at one height does not show the side at every height.
  await table.evaluate((element) => (element.scrollLeft = 9999));
  await page.waitForTimeout(GLANCE);
  await expect(approve(dialog)).toBeDisabled();
  await readThrough(dialog);
  await expect(approve(dialog)).toBeEnabled();
});

test("takes what is not drawn yet for unread", async ({ context }) => {
  const page = await signIn(context, JANE);
  const blocks = [{ id: "log", type: "plaintext", label: "Log", content: lines(450, "old") }];
  const dialog = await ask(page, { ...HIGH, blocks }, { id: "log", content: "new" });
  await dialog.getByText("old 390", { exact: true }).scrollIntoViewIfNeeded();
  await page.waitForTimeout(GLANCE);
  await expect(more(dialog)).toBeVisible();
  await readThrough(dialog);
  await expect(approve(dialog)).toBeEnabled();
  await expect(dialog.getByText("old 450", { exact: true })).toBeVisible();
});

test("takes what is off a magnified screen for unread", async ({ browser }) => {
  const context = await browser.newContext({
    baseURL: test.info().project.use.baseURL,
    viewport: { width: 390, height: 844 },
    hasTouch: true,
    isMobile: true,
  });
  const page = await signIn(context, JANE);
  const { id } = await api.newTask(await api.newSource(), { ...HIGH, blocks: [{ id: "log", type: "plaintext", content: lines(12) }] });
  await page.goto(`/tasks/${id}`);
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  const devtools = await context.newCDPSession(page);
  await devtools.send("Emulation.setPageScaleFactor", { pageScaleFactor: 3 });
  await page.waitForFunction(() => (window.visualViewport?.scale ?? 1) > 2);
  await page.keyboard.press("a");
  const dialog = page.getByRole("dialog", { name: "Approve this?" });
  await tick(dialog);
  await page.waitForTimeout(GLANCE);
  await expect(approve(dialog)).toBeDisabled();
  await devtools.send("Emulation.setPageScaleFactor", { pageScaleFactor: 1 });
  await expect(approve(dialog)).toBeEnabled();
  await context.close();
});

test("can be read on a small screen", async ({ context }) => {
  const page = await signIn(context, JANE);
  await page.setViewportSize({ width: 320, height: 256 });
  const dialog = await ask(page, { ...HIGH, blocks: [{ id: "log", type: "plaintext", label: "Log", content: lines(4) }] });
  const scroller = dialog.getByRole("region", { name: "What you approve" });
  expect(await scroller.evaluate((element) => element.clientHeight)).toBeGreaterThan(80);
  await readThrough(dialog);
  await expect(approve(dialog)).toBeEnabled();
});
