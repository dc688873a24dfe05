import type { Page } from "@playwright/test";
import { EMAIL, api, expect, signIn, test } from "./service";

const JANE = "jane@acme.test";

const PAYMENT = {
  title: "Pay Acme Ltd for June",
  risk_level: "critical",
  action: { type: "transfer", verb: "Transfer $450.00" },
  execution_intent: { kind: "custom", display: { target: "Acme Ltd" } },
  blocks: [{ id: "payment", type: "json", label: "Payment", content: { recipient: "Mallory", amount: 450 } }],
};

/** What has the focus, also inside an editor. */
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
  await expect(dialog.getByRole("region", { name: "What is sent" })).toContainText("recipientMallory");
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

  // To jump to the end is not to read.
  await dialog.getByRole("checkbox").check();
  await expect(dialog.getByText("There is more to read")).toBeVisible();
  await expect(approve).toBeDisabled();
  await dialog.getByRole("button", { name: "Read on" }).click();
  await expect(dialog.getByRole("region", { name: "What you approve" })).toBeFocused();
  await expect(async () => {
    await page.keyboard.press("PageDown");
    await expect(approve).toBeEnabled({ timeout: 200 });
  }).toPass();
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
  await expect.poll(() => focused(page)).toBe("P");
});
