import type { Page } from "@playwright/test";
import { ADMIN, EMAIL, api, expect, look, signIn, test } from "./service";

const pending = async (id: string) => expect((await api.task(id)).status).toBe("PENDING");

async function open(page: Page, task: object) {
  const filed = await api.newTask(await api.newSource(), { ...EMAIL, ...task });
  await page.goto(`/tasks/${filed.id}`);
  await look(page);
  return filed;
}

const LOW = { risk_level: "low", interaction_schema: { type: "edit", require_confirmation: false } };

test("takes no key for the page that was meant for a field that has gone", async ({ context, browser }) => {
  const page = await signIn(context, ADMIN);
  const other = await signIn(await browser.newContext(), "sam@acme.test");
  const task = await open(page, LOW);
  const subject = page.getByRole("textbox", { name: "Subject" });
  await subject.press("End");
  await page.route("**/blocks", async (route) => {
    await other.context().request.patch(`/review-tasks/${task.id}/blocks`, {
      data: { blocks: [{ id: "subject", content: "Sam's" }] },
    });
    await route.continue();
  }, { times: 1 });
  const conflict = page.getByText("Somebody else changed this block");
  // The edit is saved in a pause; a reviewer who types on does not notice when the field is replaced.
  const sent = page.waitForRequest("**/blocks");
  await page.keyboard.type("k");
  await sent;
  for (let turn = 0; turn < 40 && !(await conflict.isVisible()); turn += 1) {
    await page.keyboard.type("k");
    await page.waitForTimeout(50);
  }
  await page.keyboard.type("kajua", { delay: 30 });
  await expect(conflict).toBeVisible();
  await pending(task.id);
  expect(page.url()).toContain(task.id);
  await other.context().close();
});

test("takes its own words for no other reviewer's where the answer to a save is slow", async ({ context }) => {
  const page = await signIn(context, ADMIN);
  const task = await open(page, LOW);
  await page.route("**/blocks", async (route) => {
    const answer = await route.fetch();
    await new Promise((later) => setTimeout(later, 2000));
    await route.fulfill({ response: answer });
  }, { times: 1 });
  const subject = page.getByRole("textbox", { name: "Subject" });
  await subject.press("End");
  for (const word of [" for", " the", " kind", " man", " and", " so", " on"]) {
    await page.keyboard.type(word);
    await page.waitForTimeout(400);
  }
  await expect(subject).toHaveValue("About the proposal for the kind man and so on");
  await expect(page.getByText("Somebody else changed this block")).toBeHidden();
  await expect
    .poll(async () => JSON.stringify((await api.task(task.id)).blocks_working))
    .toContain("About the proposal for the kind man and so on");
});

/** Approves a changed task by one key, and leaves it at once for another. */
async function approveAndLeave(page: Page, sends: (task: string) => Promise<unknown>) {
  const source = await api.newSource();
  const file = (title: string) => api.newTask(source, { ...EMAIL, ...LOW, title });
  await file("Another");
  const task = await file("Left at once");
  await page.goto(`/?source=${source.id}`);
  await page.getByRole("link", { name: /Left at once/ }).click();
  const subject = page.getByRole("textbox", { name: "Subject" });
  await expect(subject).toBeVisible();
  await look(page);
  await sends(task.id);
  await subject.fill("Typed");
  await page.keyboard.press("Escape");
  await page.keyboard.press("a");
  for (const key of ["j", "k"]) {
    await page.keyboard.press(key);
  }
  await expect(page.getByRole("heading", { name: "Another" })).toBeVisible();
  return task;
}

const slowly = (path: string, page: Page, first: () => Promise<unknown>) =>
  page.route(path, async (route) => {
    await look(page);
    await first();
    await route.continue();
  });

test("says on the next page that a decision was refused, and not again where it is seen", async ({ context, browser }) => {
  const page = await signIn(context, ADMIN);
  const other = await signIn(await browser.newContext(), "sam@acme.test");
  const task = await approveAndLeave(page, (id) =>
    slowly("**/decision", page, () =>
      other.context().request.patch(`/review-tasks/${id}/blocks`, { data: { blocks: [{ id: "subject", content: "Sam's" }] } }),
    ),
  );
  const said = page.getByText("Your decision on “Left at once”: The task changed while you were deciding, so nothing was sent.");
  await expect(said).toBeVisible();
  await pending(task.id);
  await page.locator("p", { has: said }).getByRole("link", { name: "Back to it" }).click();
  await expect(page.getByRole("textbox", { name: "Subject" })).toHaveValue("Sam's");
  await expect(said).toBeHidden();
  await other.context().close();
});

test("says on the next page that somebody else decided first, and that an edit was not part of it", async ({ context }) => {
  const page = await signIn(context, ADMIN);
  const task = await approveAndLeave(page, (id) =>
    slowly("**/blocks", page, () => api.decide({ id }, { decision: "DENY", reason: "No" })),
  );
  await expect(page.getByText("Your decision on “Left at once”: Somebody else decided first")).toBeVisible();
  await expect(page.getByText("Your edits of “Left at once” are not saved.")).toBeVisible();
  expect((await api.task(task.id)).status).toBe("DENIED");
});

test("confirms no dialog by a key that was held or came with it", async ({ context }) => {
  const page = await signIn(context, ADMIN);
  const task = await open(page, { risk_level: "medium" });
  const dialog = page.getByRole("dialog", { name: "Approve this?" });
  await page.getByRole("button", { name: /^Approve/ }).focus();
  await page.keyboard.down("Enter");
  await expect(dialog).toBeVisible();
  for (let turn = 0; turn < 20; turn += 1) {
    await page.keyboard.down("Enter");
    await page.waitForTimeout(30);
  }
  await page.keyboard.up("Enter");
  await pending(task.id);
  await look(page);
  await page.keyboard.press("Enter");
  await expect.poll(async () => (await api.task(task.id)).status).toBe("APPROVED");
});

test("keeps words that could not be saved before a denial", async ({ context }) => {
  const page = await signIn(context, ADMIN);
  const task = await open(page, LOW);
  await page.route("**/blocks", (route) => route.abort());
  await page.getByRole("textbox", { name: "Subject" }).press("End");
  await page.keyboard.type(" too late");
  await page.getByRole("button", { name: /^Deny/ }).click();
  await page.getByRole("dialog").getByRole("textbox").fill("No");
  await page.getByRole("dialog").getByRole("button", { name: "Deny", exact: true }).click();
  await expect.poll(async () => (await api.task(task.id)).status).toBe("DENIED");
  await page.goto(`/tasks/${task.id}`);
  await expect(page.getByRole("region", { name: "Your edits, not sent" })).toContainText("too late");
});

test("approves by one key all that was typed before it, or nothing", async ({ context }) => {
  const page = await signIn(context, ADMIN);
  const task = await open(page, LOW);
  const subject = page.getByRole("textbox", { name: "Subject" });
  const approve = async (words: string) => {
    await subject.fill(words);
    await page.keyboard.press("Escape");
    await look(page);
    await page.keyboard.press("a");
  };
  await look(page);
  await page.route("**/blocks", (route) => route.abort());
  await approve("Cannot be saved");
  await expect(page.getByText("Your edits are not saved yet, so nothing was sent.")).toBeVisible();
  await pending(task.id);

  await page.unroute("**/blocks");
  await slowly("**/blocks", page, async () => undefined);
  await approve("Typed before");
  await subject.press("End");
  await page.keyboard.type(" and after");
  await expect(page.getByText("The task changed while you were deciding, so nothing was sent.")).toBeVisible();
  await pending(task.id);

  await approve("Saved slowly");
  await expect.poll(async () => (await api.task(task.id)).status).toBe("APPROVED");
  expect((await api.task(task.id)).blocks_final).toMatchObject([{ content: "Saved slowly" }, {}, {}]);
});

test("shows what stands where an option cannot be seen in the service's diff", async ({ context }) => {
  const page = await signIn(context, ADMIN);
  const task = await open(page, {
    ...LOW,
    interaction_schema: {
      ...LOW.interaction_schema,
      type: "choice",
      options: [{ id: "o", label: "Other", patches: [{ block_id: "constructor", op: "replace", value: "90 EUR" }] }],
    },
    blocks: [{ id: "constructor", type: "plaintext", label: "Price", content: "100 EUR", editable: false }],
  });
  await page.getByLabel("Other").check();
  await page.getByRole("button", { name: "see what was changed" }).click();
  await expect(page.getByRole("region", { name: "Price" })).toContainText("90 EUR");
  await page.reload();
  await expect(page.getByLabel("Other")).toBeChecked();
  await look(page);
  await page.keyboard.press("a");
  await expect.poll(async () => (await api.task(task.id)).decision).toMatchObject({ option_id: "o" });
});
