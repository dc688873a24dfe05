import AxeBuilder from "@axe-core/playwright";
import type { Locator } from "@playwright/test";
import { EMAIL, api, backToIt, expect, readThrough, receiver, signIn, test } from "./service";

const JANE = "jane@acme.test";

const RISKY = {
  ...EMAIL,
  risk_level: "high",
  blocks: [
    { id: "subject", type: "plaintext", label: "Subject", content: "About the proposal" },
    { id: "body", type: "markdown", label: "Body", content: "Hi **Sam**,\r\n\nthe numbers are final.\n\none\ntwo\nthree\nfour" },
    { id: "transfer", type: "json", label: "Transfer", content: { amount: 450, to: "Acme", notes: ["a", "b"] } },
    { id: "kept", type: "plaintext", content: "As it was" },
  ],
};

const FINAL = [
  { id: "subject", content: "About our proposal" },
  { id: "body", content: "Hi **Sam**,\n\nthe numbers are not final.\n\none\ntwo\nthree\nfour\n" },
  { id: "transfer", content: { amount: 400, to: "Acme", notes: ["b"] } },
];

/** The lines of the diff on the page, each after its sign. */
async function written(part: Locator): Promise<string> {
  const lines = await part.locator(".hunk, .diff-line").evaluateAll((all) => all.map((each) => `${(each as HTMLElement).dataset.header ?? each.textContent}\n`));
  return lines.join("");
}

test("shows the very diff that the executor gets", async ({ context }) => {
  const executor = await receiver(204);
  const task = await api.newTask(await api.newSource(executor.url), RISKY);
  const page = await signIn(context, JANE);
  await context.request.patch(`/review-tasks/${task.id}/blocks`, { data: { blocks: FINAL.slice(1) } });
  await page.goto(`/tasks/${task.id}`);

  // The last edit is not saved yet when the dialog is opened.
  await page.getByRole("textbox", { name: "Subject" }).fill("About our proposal");
  await page.keyboard.press("Escape");
  await page.keyboard.press("a");
  const dialog = page.getByRole("dialog", { name: "Approve this?" });
  await expect(dialog.getByRole("list", { name: "Changes of Transfer" }).getByRole("listitem")).toHaveText([
    "replace /amount: before 450 → after 400",
    'remove /notes/0: before "a"',
  ]);
  const subject = await written(dialog.getByRole("group", { name: "Changes of Subject" }));
  const body = await written(dialog.getByRole("group", { name: "Changes of Body" }));
  await expect(dialog.getByRole("group", { name: "Changes of Subject" }).locator("del, ins")).toHaveText(["the", "our"]);
  await expect(dialog.getByRole("region", { name: "What was changed" })).not.toContainText("As it was");
  await expect(dialog.locator(".unseen-character")).toHaveAttribute("data-name", "CR");

  await readThrough(dialog);
  await dialog.getByRole("checkbox").check();
  await dialog.getByRole("button", { name: "Approve" }).click();
  await backToIt(page);
  await expect(page.getByText("Approved", { exact: true }).first()).toBeVisible();
  await expect.poll(() => executor.bodies.length).toBe(1);
  const sent = JSON.parse(executor.bodies[0] ?? "").diff;
  expect(sent.text_diffs).toEqual([
    { block_id: "subject", unified_diff: `--- subject.original\n+++ subject.final\n${subject}` },
    { block_id: "body", unified_diff: `--- body.original\n+++ body.final\n${body}` },
  ]);
  expect(sent.json_patches).toEqual([
    {
      block_id: "transfer",
      patch: [
        { op: "replace", path: "/amount", value: 400 },
        { op: "remove", path: "/notes/0" },
      ],
    },
  ]);

  // After the decision, the recorded diff is shown.
  await page.getByRole("button", { name: "see what was changed" }).click();
  expect(await written(page.getByRole("group", { name: "Changes of Body" }))).toBe(body);
  executor.close();
});

test("saves an edit first, and shows all that will be sent", async ({ context }) => {
  const task = await api.newTask(await api.newSource(), EMAIL);
  const page = await signIn(context, JANE);
  await page.goto(`/tasks/${task.id}`);
  await page.getByRole("textbox", { name: "Subject" }).fill("About our proposal");
  await page.getByRole("button", { name: "see what was changed" }).click();
  await expect(page.getByRole("group", { name: "Changes of Subject" })).toContainText("+About our proposal");
  await page.getByText("Metadata, history, ids").click();
  await expect(page.getByRole("region", { name: "History" })).toContainText("Last edited");
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations.map((each) => each.id)).toEqual([]);
  }
  await page.getByRole("button", { name: "back to the blocks" }).click();
  await expect(page.getByRole("textbox", { name: "Subject" })).toHaveValue("About our proposal");
});

test("approves the version that was read, and no other", async ({ browser, context }) => {
  const task = await api.newTask(await api.newSource(), RISKY);
  const page = await signIn(context, JANE);
  await page.goto(`/tasks/${task.id}`);
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await page.keyboard.press("a");
  const dialog = page.getByRole("dialog", { name: "Approve this?" });
  await expect(dialog).toContainText("Nothing was changed");
  await readThrough(dialog);
  await dialog.getByRole("checkbox").check();
  await expect(dialog.getByRole("button", { name: "Approve" })).toBeEnabled();

  const others = await browser.newContext({ baseURL: test.info().project.use.baseURL });
  await others.request.post("/auth/dev-login", { data: { email: "sam@acme.test" } });
  await others.request.patch(`/review-tasks/${task.id}/blocks`, { data: { blocks: FINAL } });
  await expect(dialog.getByRole("alert")).toContainText("Somebody changed the task while you were reading.");
  await expect(dialog.getByRole("group", { name: "Changes of Subject" })).toContainText("+About our proposal");
  await expect(dialog.getByRole("checkbox")).not.toBeChecked();
  await expect(dialog.getByRole("button", { name: "Approve" })).toBeDisabled();
  await others.close();
});
