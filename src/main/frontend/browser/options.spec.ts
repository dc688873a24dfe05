import type { Page } from "@playwright/test";
import { ADMIN, api, expect, look, signIn, test } from "./service";

const patch = (block_id: string, value: string) => ({ block_id, op: "replace", value });

async function open(page: Page, risk = "low") {
  const task = await api.newTask(await api.newSource(), {
    title: "Answer Sam",
    risk_level: risk,
    interaction_schema: {
      type: "choice",
      require_confirmation: false,
      options: [
        { id: "ten", label: "Offer 10 %", patches: [patch("price", "90 EUR")] },
        { id: "warm", label: "Warm", patches: [patch("body", "Dear Sam, how lovely")] },
        { id: "both", label: "Both of them", patches: [patch("price", "90 EUR"), patch("body", "Dear Sam, how lovely")] },
      ],
    },
    blocks: [
      { id: "body", type: "plaintext", label: "Body", content: "Hello Sam" },
      { id: "price", type: "plaintext", label: "Price", content: "100 EUR", editable: false },
    ],
  });
  await page.goto(`/tasks/${task.id}`);
  await look(page);
  return task;
}

const body = (page: Page) => page.getByRole("textbox", { name: "Body" });
const price = (page: Page) => page.getByRole("region", { name: "Price" });
const contents = async (id: string, of = "blocks_working") =>
  ((await api.task(id))[of] as { content: string }[]).map((each) => each.content);

test("an option that is looked at is saved nowhere, another one takes it back, and a denial says nothing of it", async ({ context }) => {
  const page = await signIn(context, ADMIN);
  const task = await open(page);
  await page.getByLabel("Offer 10 %").check();
  await expect(price(page)).toContainText("90 EUR");
  await expect(page.getByText("The option is saved when you approve.")).toBeVisible();
  await page.getByLabel("Warm").check();
  await expect(price(page)).toContainText("100 EUR");
  await expect(body(page)).toHaveValue("Dear Sam, how lovely");
  await page.waitForTimeout(1200);
  expect(await contents(task.id)).toEqual(["Hello Sam", "100 EUR"]);
  await page.getByLabel("As proposed").check();
  await expect(body(page)).toHaveValue("Hello Sam");
  expect((await api.task(task.id)).version).toBe(1);
  await page.getByLabel("Offer 10 %").check();
  await page.getByRole("button", { name: /^Deny/ }).click();
  await page.getByRole("dialog").getByRole("textbox").fill("No");
  await page.getByRole("dialog").getByRole("button", { name: "Deny" }).click();
  await expect.poll(async () => (await api.task(task.id)).status).toBe("DENIED");
  expect(await contents(task.id, "blocks_final")).toEqual(["Hello Sam", "100 EUR"]);
  expect((await api.task(task.id)).decision).not.toHaveProperty("option_id");
});

test("an approval sends what the chosen option sets, also where nobody may edit, and after a reload", async ({ context }) => {
  const page = await signIn(context, ADMIN);
  const task = await open(page);
  await page.getByLabel("Both of them").check();
  await body(page).fill("Hi Sam");
  await expect.poll(() => contents(task.id)).toEqual(["Hi Sam", "100 EUR"]);
  await page.reload();
  // Not the option that sets only the price.
  await expect(page.getByLabel("Both of them")).toBeChecked();
  await look(page);
  await page.getByRole("button", { name: /^Approve/ }).click();
  await expect.poll(async () => (await api.task(task.id)).status).toBe("APPROVED");
  expect(await contents(task.id, "blocks_final")).toEqual(["Hi Sam", "90 EUR"]);
  expect((await api.task(task.id)).decision).toMatchObject({ option_id: "both" });
});

test("an option is taken back after the dialog has saved it", async ({ context }) => {
  const page = await signIn(context, ADMIN);
  const task = await open(page, "medium");
  await page.getByLabel("Offer 10 %").check();
  await page.getByRole("button", { name: /^Approve/ }).click();
  await expect(page.getByRole("dialog")).toContainText("90 EUR");
  await page.keyboard.press("Escape");
  await page.reload();
  await expect(page.getByLabel("Offer 10 %")).toBeChecked();
  await page.getByLabel("As proposed").check();
  await expect(price(page)).toContainText("100 EUR");
  await page.getByRole("button", { name: /^Approve/ }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Approve" }).click();
  await expect.poll(async () => (await api.task(task.id)).status).toBe("APPROVED");
  expect(await contents(task.id, "blocks_final")).toEqual(["Hello Sam", "100 EUR"]);
  expect((await api.task(task.id)).decision).not.toHaveProperty("option_id");
});

test("an option asks before it replaces typed words", async ({ context }) => {
  const page = await signIn(context, ADMIN);
  await open(page);
  await page.getByLabel("Warm").check();
  await body(page).fill("Dear Sam, mine");
  await page.getByLabel("Offer 10 %").check();
  await expect(body(page)).toHaveValue("Dear Sam, mine");
  await page.getByLabel("Warm").click();
  const dialog = page.getByRole("dialog", { name: "Replace edited words?" });
  await dialog.getByRole("button", { name: "Keep the edits" }).click();
  await expect(page.getByLabel("Warm")).toBeChecked();
  await expect(body(page)).toHaveValue("Dear Sam, mine");
  await expect(price(page)).toContainText("100 EUR");
  await page.getByLabel("Offer 10 %").check();
  await page.getByLabel("Warm").click();
  await page.keyboard.press("Escape");
  await expect(page.getByLabel("Offer 10 %")).toBeChecked();
  await page.getByLabel("Warm").click();
  await dialog.getByRole("button", { name: "Replace them" }).click();
  await expect(body(page)).toHaveValue("Dear Sam, how lovely");
});
