import type { Page } from "@playwright/test";
import { EMAIL, api, expect, look, signIn, test } from "./service";

const JANE = "jane@acme.test";
const SAM = "sam@acme.test";
const MIXED = "first\r\nsecond\nthird\u2028still third\rfourth\r\n";
const LETTER = {
  ...EMAIL,
  blocks: [
    { id: "body", type: "markdown", label: "Body", content: MIXED },
    { id: "note", type: "plaintext", label: "Note", content: MIXED },
  ],
};

const contentOf = async (id: string, block: string) =>
  ((await api.task(id)).blocks_working as { id: string; content: string }[]).find((each) => each.id === block)?.content;

test("keeps the ends of all lines that were not touched, in a code editor and in a field, and goes back to all of them", async ({ context }) => {
  const task = await api.newTask(await api.newSource(), LETTER);
  const page = await signIn(context, JANE);
  await page.goto(`/tasks/${task.id}`);
  for (const [block, label] of [["body", "Body"], ["note", "Note"]] as const) {
    const editor = page.getByRole("textbox", { name: label, exact: true });
    const shown = MIXED.replace(/\r\n?/g, "\n");
    await editor.fill(`the ${shown}`);
    await expect.poll(() => contentOf(task.id, block)).toBe(`the ${MIXED}`);
    await editor.fill(shown);
    await expect.poll(() => contentOf(task.id, block)).toBe(MIXED);
  }
  await expect(page.getByText("modified")).toHaveCount(0);
  await page.getByRole("textbox", { name: "Note", exact: true }).fill("something else");
  await expect.poll(() => contentOf(task.id, "note")).toBe("something else");
  await page.getByRole("button", { name: "Back to the original" }).click();
  await expect.poll(() => contentOf(task.id, "note")).toBe(MIXED);
});

test("takes every key as it is typed, on a slow machine as well", async ({ context }) => {
  test.setTimeout(90_000);
  const task = await api.newTask(await api.newSource(), EMAIL);
  const page = await signIn(context, JANE);
  await page.goto(`/tasks/${task.id}`);
  const editor = page.getByRole("textbox", { name: "Body", exact: true });
  await editor.click();
  const slow = await context.newCDPSession(page);
  await slow.send("Emulation.setCPUThrottlingRate", { rate: 6 });
  for (let turn = 0; turn < 2; turn += 1) {
    for (const key of ["Control+a", "Delete", "a", "Backspace"]) {
      await page.keyboard.press(key);
    }
    await page.keyboard.type(`the typed words ${turn}`);
    for (const key of [...Array<string>(7).fill("Backspace"), "x", "x", "x", "x"]) {
      await page.keyboard.press(key);
    }
    await expect.poll(() => contentOf(task.id, "body")).toBe("the typed xxxx");
    await page.keyboard.type(` ${turn}`);
    await expect.poll(() => contentOf(task.id, "body")).toBe(`the typed xxxx ${turn}`);
  }
});

test("approves with the key that was typed just before", async ({ context }) => {
  const task = await api.newTask(await api.newSource(), { ...EMAIL, risk_level: "low", interaction_schema: undefined });
  const page = await signIn(context, JANE);
  await page.goto(`/tasks/${task.id}`);
  await page.getByRole("textbox", { name: "Body", exact: true }).fill("Hi Sam");
  await expect.poll(() => contentOf(task.id, "body")).toBe("Hi Sam");
  await look(page);
  await page.keyboard.press("End");
  // Both arrive before the page renders again, as on a slow machine.
  await page.evaluate(async () => {
    document.execCommand("insertText", false, "!");
    await Promise.resolve();
    document.body.dispatchEvent(new KeyboardEvent("keydown", { key: "a", bubbles: true }));
  });
  await expect.poll(async () => (await api.task(task.id)).status).toBe("APPROVED");
  expect(await contentOf(task.id, "body")).toBe("Hi Sam!");
});

test("keeps an edit that could not be saved across a reload", async ({ context }) => {
  const task = await api.newTask(await api.newSource(), EMAIL);
  const page = await signIn(context, JANE);
  page.on("dialog", (dialog) => void dialog.accept());
  await page.route("**/blocks", (route) => route.abort());
  await page.goto(`/tasks/${task.id}`);
  await page.getByRole("textbox", { name: "Subject" }).fill("Typed before the reload");
  await expect(page.getByText("Not saved.")).toBeVisible();
  await page.reload();
  await expect(page.getByRole("textbox", { name: "Subject" })).toHaveValue("Typed before the reload");
  await page.unroute("**/blocks");
  await page.reload();
  await expect.poll(() => contentOf(task.id, "subject")).toBe("Typed before the reload");
});

test("says where one is that a task was left with edits that could not be saved, and leads back", async ({ context }) => {
  const title = "Left behind";
  const task = await api.newTask(await api.newSource(), { ...EMAIL, title });
  const page = await signIn(context, JANE);
  await page.route("**/blocks", (route) => route.abort());
  await page.goto(`/tasks/${task.id}`);
  await page.getByRole("textbox", { name: "Subject" }).fill("Typed before leaving");
  await page.getByRole("navigation").getByRole("link", { name: "Archive" }).click();
  const line = page.getByRole("status").filter({ hasText: `Your edits of “${title}” are not saved.` });
  await expect(line).toBeVisible();
  const asked = page.waitForEvent("dialog");
  void page.close({ runBeforeUnload: true });
  await (await asked).dismiss();
  await page.unroute("**/blocks");
  await line.getByRole("link", { name: "Back to them" }).click();
  await expect(page.getByRole("textbox", { name: "Subject" })).toHaveValue("Typed before leaving");
  await expect(line).toBeHidden();
  await expect.poll(() => contentOf(task.id, "subject")).toBe("Typed before leaving");
});

test("saves the other blocks when one is refused, and names that one", async ({ context }) => {
  const task = await api.newTask(await api.newSource(), EMAIL);
  const page = await signIn(context, JANE);
  await page.goto(`/tasks/${task.id}`);
  const tooLong = "x".repeat(300_000);
  await page.getByRole("textbox", { name: "Subject" }).fill(tooLong);
  await page.getByRole("textbox", { name: "Body", exact: true }).fill("Saved all the same");
  await expect(page.getByText("“Subject” was refused")).toBeVisible();
  expect(await contentOf(task.id, "body")).toBe("Saved all the same");
});

/** Signs Sam in after a call to the path has left the page, so that the browser sends it with Sam's session. */
async function signInSamBefore(page: Page, path: string) {
  await page.route(path, async (route) => {
    await page.context().request.post("/auth/dev-login", { data: { email: SAM } });
    await route.continue();
  });
}

test("never shows or saves what one person typed as another's", async ({ context }) => {
  const task = await api.newTask(await api.newSource(), EMAIL);
  const page = await signIn(context, JANE);
  await page.goto(`/tasks/${task.id}`);
  const subject = page.getByRole("textbox", { name: "Subject" });
  await expect(subject).toBeVisible();
  await signInSamBefore(page, "**/blocks");
  await subject.fill("Jane's words");
  await expect(page.getByLabel(`Account of ${SAM}`)).toBeVisible();
  await expect(subject).toHaveValue("About the proposal");
  expect(await contentOf(task.id, "subject")).toBe("About the proposal");
  await page.unrouteAll({ behavior: "wait" });
  await context.request.post("/auth/dev-login", { data: { email: JANE } });
  page.on("dialog", (dialog) => void dialog.accept());
  await page.reload();
  await expect(subject).toHaveValue("Jane's words");
});

test("sends no decision as another person's", async ({ context }) => {
  const task = await api.newTask(await api.newSource(), { ...EMAIL, risk_level: "low" });
  const page = await signIn(context, JANE);
  await page.goto(`/tasks/${task.id}`);
  await page.getByRole("button", { name: "Deny" }).first().click();
  await page.getByRole("textbox", { name: /^Reason/ }).fill("No");
  await signInSamBefore(page, "**/decision");
  await page.keyboard.press("Control+Enter");
  await expect(page.getByLabel(`Account of ${SAM}`)).toBeVisible();
  expect((await api.task(task.id)).status).toBe("PENDING");
});

test("keeps a reason whose dialog is closed, and sends one decision for a double click", async ({ context }) => {
  const task = await api.newTask(await api.newSource(), EMAIL);
  const page = await signIn(context, JANE);
  let sent = 0;
  page.on("request", (request) => (sent += request.url().endsWith("/decision") ? 1 : 0));
  await page.goto(`/tasks/${task.id}`);
  await page.getByRole("button", { name: "Deny" }).first().click();
  await page.getByRole("textbox", { name: /^Reason/ }).fill("The price is wrong");
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Deny" }).first().click();
  await expect(page.getByRole("textbox", { name: /^Reason/ })).toHaveValue("The price is wrong");
  const deny = page.getByRole("dialog").getByRole("button", { name: "Deny" });
  // Both in one turn, before the page renders again.
  await deny.evaluate((button: HTMLButtonElement) => {
    button.click();
    button.click();
  });
  await expect.poll(async () => (await api.task(task.id)).status).toBe("DENIED");
  expect(sent).toBe(1);
});

test("says that the session was ended in another tab, and keeps what was typed", async ({ context }) => {
  const task = await api.newTask(await api.newSource(), EMAIL);
  const page = await signIn(context, JANE);
  await page.goto(`/tasks/${task.id}`);
  await expect(page.getByRole("textbox", { name: "Subject" })).toBeVisible();
  const other = await context.newPage();
  await other.goto("/");
  await page.route("**/blocks", (route) => route.abort());
  await page.getByRole("textbox", { name: "Subject" }).fill("Typed before");
  await other.locator("summary", { hasText: JANE }).click();
  await other.getByRole("button", { name: "Sign out" }).click();
  await expect(page.getByRole("dialog", { name: "Your session has ended" })).toBeVisible();
  await expect(page.locator("[aria-label=Subject]")).toHaveValue("Typed before");
});

test("signs in all tabs that wait at the form, each to its own address with all of it", async ({ context }) => {
  const task = await api.newTask(await api.newSource(), EMAIL);
  const first = await context.newPage();
  const second = await context.newPage();
  await first.goto(`/tasks/${task.id}?from=a%2Fb#content`);
  await second.goto("/archive");
  await expect(second).toHaveURL(/\/login/);
  await first.getByLabel("E-mail address").fill(JANE);
  await first.getByRole("button", { name: "Sign in" }).click();
  await expect(first).toHaveURL(new RegExp(`/tasks/${task.id}\\?from=a%2Fb#content$`));
  await expect(second).toHaveURL(/\/archive$/);
});
