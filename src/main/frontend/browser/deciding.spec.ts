import type { BrowserContext } from "@playwright/test";
import { EMAIL, api, expect, look, signIn, test } from "./service";

const JANE = "jane@acme.test";
const SAM = "sam@acme.test";
const LOW = { ...EMAIL, risk_level: "low", interaction_schema: { type: "confirm", require_confirmation: false } };

test("sends nothing where the task changed behind the page", async ({ browser, context }) => {
  const task = await api.newTask(await api.newSource(), EMAIL);
  const sam = (await browser.newContext({ baseURL: test.info().project.use.baseURL })).request;
  await sam.post("/auth/dev-login", { data: { email: SAM } });
  const edit = (content: string) =>
    sam.patch(`/review-tasks/${task.id}/blocks`, { data: { blocks: [{ id: "subject", content }] } });
  const page = await signIn(context, JANE);
  await page.goto(`/tasks/${task.id}`);
  const dialog = page.getByRole("dialog", { name: "Approve this?" });
  const told = page.getByRole("alert").filter({ hasText: "changed while you were deciding" });

  await expect(page.getByRole("textbox", { name: "Subject" })).toBeVisible();
  await page.keyboard.press("a");
  await expect(dialog).toBeVisible();

  // The page cannot know of it.
  await page.route("**/decision", async (route) => {
    await edit("Sam's");
    await route.continue();
  });
  await dialog.getByRole("button", { name: "Approve" }).click();
  await expect(told).toBeVisible();
  expect((await api.task(task.id)).status).toBe("PENDING");
  await page.unroute("**/decision");

  await expect(page.getByRole("textbox", { name: "Subject" })).toHaveValue("Sam's");
  await page.keyboard.press("a");
  await page.getByRole("dialog").getByRole("button", { name: "Approve" }).click();
  await expect(page.getByText("Approved", { exact: true }).first()).toBeVisible();
});

test("approves no words of somebody else that came with the saving of an edit", async ({ browser, context }) => {
  const task = await api.newTask(await api.newSource(), LOW);
  const sam = (await browser.newContext({ baseURL: test.info().project.use.baseURL })).request;
  await sam.post("/auth/dev-login", { data: { email: SAM } });
  const page = await signIn(context, JANE);
  await page.goto(`/tasks/${task.id}`);
  let asked = () => {};
  const approvalAsked = new Promise<void>((done) => (asked = done));
  await page.route("**/blocks", async (route) => {
    await approvalAsked;
    await sam.patch(`/review-tasks/${task.id}/blocks`, { data: { blocks: [{ id: "body", content: "Sam's" }] } });
    await route.continue();
  }, { times: 1 });
  await page.getByRole("textbox", { name: "Subject" }).fill("Jane's");
  await page.keyboard.press("Escape");
  await look(page);
  await page.getByRole("button", { name: /^Approve/ }).click();
  asked();
  await expect(page.getByRole("alert")).toContainText("changed while you were deciding");
  const stands = await api.task(task.id);
  expect(stands.status).toBe("PENDING");
  expect((stands.blocks_working as { content: unknown }[]).map((block) => block.content).slice(0, 2)).toEqual(["Jane's", "Sam's"]);
});

/** Opens the first of two tasks, each of which can be decided with one key. */
async function twoTasks(context: BrowserContext) {
  const source = await api.newSource();
  const first = await api.newTask(source, LOW);
  const second = await api.newTask(source, { ...LOW, title: "The next one" });
  const page = await signIn(context, JANE);
  await page.goto(`/?source=${source.id}`);
  await page.getByRole("link", { name: "Follow-up with Sam" }).click();
  await expect(page.getByText("1 of 2")).toBeVisible();
  await look(page);
  return { page, first, second };
}

test("decides one task for a key that is held, and none that has just come up", async ({ context }) => {
  const { page, first, second } = await twoTasks(context);
  // Two more key presses at the moment when the next task appears, however slow the machine is.
  await page.evaluate(() => {
    const observer = new MutationObserver(() => {
      if (document.querySelector("h1")?.textContent === "The next one") {
        observer.disconnect();
        for (let times = 0; times < 2; times += 1) {
          document.body.dispatchEvent(new KeyboardEvent("keydown", { key: "a", bubbles: true }));
        }
      }
    });
    observer.observe(document.body, { subtree: true, childList: true, characterData: true });
  });
  // Each further call is an automatic repeat of the held key.
  const title = page.getByRole("heading", { level: 1 });
  for (let until = Date.now() + 10_000; Date.now() < until && (await title.textContent()) !== "The next one"; ) {
    await page.keyboard.down("a");
    await page.waitForTimeout(30);
  }
  await expect(title).toHaveText("The next one");
  await page.keyboard.up("a");
  await page.waitForTimeout(800);
  expect((await api.task(first.id)).status).toBe("APPROVED");
  expect((await api.task(second.id)).status).toBe("PENDING");
  await page.keyboard.press("a");
  await expect(page.getByText("Approved", { exact: true }).first()).toBeVisible();
});

test("looks whether a decision was recorded where its answer was lost", async ({ context }) => {
  const source = await api.newSource();
  const page = await signIn(context, JANE);
  const arrived = await api.newTask(source, LOW);
  await page.goto(`/tasks/${arrived.id}`);
  await expect(page.getByRole("textbox", { name: "Subject" })).toBeVisible();
  await look(page);
  await page.route("**/decision", async (route) => {
    await route.fetch();
    await route.abort();
  }, { times: 1 });
  await page.keyboard.press("a");
  await expect(page.getByText("Approved", { exact: true }).first()).toBeVisible();
  await expect(page.getByRole("alert")).toHaveCount(0);

  const lost = await api.newTask(source, LOW);
  await page.goto(`/tasks/${lost.id}`);
  await expect(page.getByRole("textbox", { name: "Subject" })).toBeVisible();
  await look(page);
  await page.route("**/decision", (route) => route.abort(), { times: 1 });
  await page.keyboard.press("a");
  await expect(page.getByRole("alert")).toContainText("was not recorded");
  await page.keyboard.press("a");
  await expect(page.getByText("Approved", { exact: true }).first()).toBeVisible();
});

test("approves nothing for a key that is pressed on and on", async ({ context }) => {
  const { page, first, second } = await twoTasks(context);
  for (let until = Date.now() + 2500; Date.now() < until; ) {
    await page.keyboard.press("a");
    await page.waitForTimeout(90);
  }
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("The next one");
  await expect(page.getByRole("alert")).toContainText("this task has only just come up");
  expect((await api.task(first.id)).status).toBe("APPROVED");
  expect((await api.task(second.id)).status).toBe("PENDING");
});

test("asks before one key approves what is folded away", async ({ context }) => {
  const content = `${"A line\n\n".repeat(80)}Pay 9000`;
  const task = await api.newTask(await api.newSource(), {
    ...LOW,
    blocks: [{ id: "body", type: "markdown", label: "Body", editable: false, content }],
  });
  const page = await signIn(context, JANE);
  await page.goto(`/tasks/${task.id}`);
  await expect(page.getByRole("button", { name: "Show all of Body" })).toBeVisible();
  await look(page);
  await page.keyboard.press("a");
  await expect(page.getByRole("dialog", { name: "Approve this?" })).toContainText("Pay 9000");
  expect((await api.task(task.id)).status).toBe("PENDING");
});
