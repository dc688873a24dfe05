import { type Page } from "@playwright/test";
import { ADMIN, api, expect, look, signIn, test } from "./service";

async function open(page: Page, document: string) {
  const task = await api.newTask(
    await api.newSource(),
    {
      title: "Pay",
      risk_level: "low",
      interaction_schema: { type: "edit", require_confirmation: false },
      blocks: [{ id: "p", type: "json", label: "Payment", content: "@" }],
    },
    (body) => body.replace('"@"', document),
  );
  await page.goto(`/tasks/${task.id}`);
  await page.getByRole("group", { name: "Views of Payment" }).getByRole("button", { name: "Form" }).click();
  return task;
}

const field = (page: Page, name: string) => page.getByRole("group", { name: "Payment", exact: true }).getByLabel(name);
const finalOf = async (id: string) => JSON.stringify((await api.task(id)).blocks_final);

test("a form shows the number that another reviewer has set", async ({ context, browser }) => {
  const page = await signIn(context, ADMIN);
  const other = await signIn(await browser.newContext(), "sam@acme.test");
  const task = await open(page, `{"amount":450,"note":"x"}`);
  await field(page, "amount").fill("4500");
  await expect(page.getByText(/^saved/)).toBeVisible();
  await other.context().request.patch(`/review-tasks/${task.id}/blocks`, {
    data: { blocks: [{ id: "p", content: { amount: 9, note: "y" } }] },
  });
  await expect(field(page, "note")).toHaveValue("y");
  await expect(field(page, "amount")).toHaveValue("9");
  await other.context().close();
});

test("a form keeps the line ends of its texts", async ({ context }) => {
  const page = await signIn(context, ADMIN);
  const task = await open(page, `{"text":"Dear Sam,\\n\\n- a\\n","iban":"DE00\\r\\n999","note":"x"}`);
  await expect(field(page, "text")).toHaveValue("Dear Sam,\n\n- a\n");
  await expect(page.getByText('"DE00\\r\\n999"')).toBeVisible();
  await field(page, "text").press("Control+End");
  await page.keyboard.type("!");
  await field(page, "note").fill("y");
  await expect(page.getByText(/^saved/)).toBeVisible();
  await expect
    .poll(async () => JSON.stringify((await api.task(task.id)).blocks_working))
    .toContain('{"text":"Dear Sam,\\n\\n- a\\n!","iban":"DE00\\r\\n999","note":"y"}');
});

test("a number that is none keeps a task from being approved", async ({ context }) => {
  const page = await signIn(context, ADMIN);
  const task = await open(page, `{"amount":450,"note":"x"}`);
  await field(page, "amount").fill("4.500,00");
  await expect(page.getByText("Not a number. It still is 450.")).toBeVisible();
  await look(page);
  await page.getByRole("button", { name: /^Approve/ }).click();
  await expect(page.getByText("A number in a form is not complete. Correct it, then approve.")).toBeVisible();
  expect((await api.task(task.id)).status).toBe("PENDING");
  await field(page, "amount").fill("4500");
  await page.getByRole("button", { name: /^Approve/ }).click();
  await expect.poll(() => finalOf(task.id)).toContain('"amount":4500');
});

test("one key does not approve what somebody else has just written", async ({ context, browser }) => {
  const page = await signIn(context, ADMIN);
  const other = await signIn(await browser.newContext(), "sam@acme.test");
  const task = await open(page, `{"payee":"Acme","amount":450}`);
  await look(page);
  await other.context().request.patch(`/review-tasks/${task.id}/blocks`, {
    data: { blocks: [{ id: "p", content: { payee: "Mallory", amount: 9000 } }] },
  });
  await expect(field(page, "payee")).toHaveValue("Mallory");
  await page.getByRole("heading", { level: 1 }).click();
  await page.keyboard.press("a");
  await expect(page.getByRole("dialog", { name: "Approve this?" })).toContainText("Mallory");
  expect((await api.task(task.id)).status).toBe("PENDING");
  await other.context().close();
});
