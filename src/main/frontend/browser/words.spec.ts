import { EMAIL, api, expect, signIn, test } from "./service";

const JANE = "jane@acme.test";

test("tells a row's agent, who decided, and that it was edited; and asks before a row is approved", async ({ context }) => {
  const source = await api.newSource();
  const task = await api.newTask(source, { ...EMAIL, risk_level: "low", interaction_schema: undefined });
  const page = await signIn(context, JANE);
  await page.goto(`/?source=${source.id}`);
  await expect(page.locator(".row .agent")).toHaveText(source.name as string);
  await page.keyboard.press("j");
  await page.keyboard.press("a");
  const dialog = page.getByRole("dialog", { name: "Approve this?" });
  await expect(dialog).toBeVisible();
  await page.keyboard.press("Escape");
  await page.getByRole("textbox", { name: "Subject" }).fill("Another subject");
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "see what was changed" }).click();
  await expect(page.getByRole("group", { name: "Changes of Subject" })).toContainText("Line 1");
  await expect(page.getByRole("group", { name: "Changes of Subject" })).toContainText("The text ends here, without a line break.");
  await page.getByRole("button", { name: /^Approve/ }).click();
  await expect(page.getByText("Approved", { exact: true }).first()).toBeVisible();
  await page.goto(`/archive?source=${source.id}`);
  await expect(page.locator(".row .by")).toHaveText("by jane");
  await expect(page.locator(".row .marks")).toContainText("edited");
  expect((await api.task(task.id)).status).not.toBe("PENDING");
});

test("is made for a thumb on a phone", async ({ context }) => {
  const task = await api.newTask(await api.newSource(), {
    ...EMAIL,
    interaction_schema: { type: "external", external_url: "https://sign.example.com/1" },
    blocks: [
      ...EMAIL.blocks,
      { id: "long", type: "plaintext", label: "Long", editable: false, content: "A line of a log\n".repeat(200) },
    ],
  });
  const page = await signIn(context, JANE);
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto(`/tasks/${task.id}`);
  await expect(page.getByRole("region", { name: "Body" }).locator(".markdown strong")).toHaveText("Sam");
  await expect(page.locator(".deciding .gist")).toContainText("External recipient");
  const approve = page.locator(".deciding").getByRole("button", { name: "Approve" });
  await expect(approve).toHaveAttribute("aria-disabled", "true");
  expect((await approve.boundingBox())?.height).toBeGreaterThanOrEqual(44);
  const small = await page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>("main button, main a, main summary")]
      .filter((each) => each.getBoundingClientRect().height > 0 && each.getBoundingClientRect().height < 32)
      .map((each) => each.textContent),
  );
  expect(small).toEqual([]);
  const long = page.getByRole("region", { name: "Long" });
  expect((await long.boundingBox())?.height).toBeLessThan(900);
  await long.getByRole("button", { name: "Show all" }).click();
  expect((await long.boundingBox())?.height).toBeGreaterThan(3000);
});
