import { type Page, expect, test } from "@playwright/test";
import { EMAIL, api } from "./service";

/** Signs in on the provider's own page. */
async function beAtTheProvider(page: Page, subject: string, claims: object) {
  await page.getByRole("link", { name: "Sign in with" }).click();
  await expect(page).toHaveURL(/\/acme\/authorize\?/);
  expect(new URL(page.url()).origin).not.toBe(new URL(test.info().project.use.baseURL ?? "").origin);
  await page.locator("input[name=username]").fill(subject);
  await page.locator("textarea[name=claims]").fill(JSON.stringify(claims));
  await page.locator("input[type=submit]").click();
}

test("signs in with the provider, and comes back to the page that was asked for", async ({ page }) => {
  const task = await api.newTask(await api.newSource(), EMAIL);
  await page.goto(`/tasks/${task.id}`);
  await expect(page).toHaveURL(/\/login\?redirect=/);
  await expect(page.getByLabel("E-mail address")).toBeHidden();
  await beAtTheProvider(page, "dana", { email: "dana@acme.test", email_verified: true });
  await expect(page).toHaveURL(new RegExp(`/tasks/${task.id}$`));
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Follow-up with Sam");
  await expect(page.locator("summary", { hasText: "dana@acme.test" })).toBeVisible();
  expect((await page.context().cookies()).map((cookie) => cookie.name)).toContain("hilt_session");
});

for (const [who, claims, words] of [
  ["of another domain", { email: "dana@elsewhere.test", email_verified: true }, "Addresses of this domain may not sign in here."],
  ["with an address that is not verified", { email: "dana@acme.test", email_verified: false }, "is not verified with the provider"],
] as const) {
  test(`tells somebody ${who} why they are refused`, async ({ page }) => {
    await page.goto("/");
    await beAtTheProvider(page, who, claims);
    await expect(page.getByRole("alert")).toContainText(words);
    await expect(page.getByRole("link", { name: "Sign in with" })).toBeVisible();
    await page.goto("/");
    await expect(page.getByRole("heading", { name: "Sign in" })).toBeVisible();
  });
}

test("believes nothing that a provider says of somebody", async ({ page }) => {
  const evil = `<img src=x onerror="window.pwned=1">`;
  await page.goto("/");
  await beAtTheProvider(page, evil, {
    email: "a'b<img/src=x/onerror=window.pwned=1>@acme.test",
    email_verified: true,
    name: evil,
    picture: "javascript:window.pwned=1",
  });
  await page.locator("summary", { hasText: "<img/src=x" }).click();
  await expect(page.getByRole("button", { name: "Sign out" })).toBeVisible();
  expect(await page.evaluate(() => "pwned" in window)).toBe(false);
  await expect(page.locator("img")).toHaveCount(1);
});

test("asks to sign in again in another tab, and keeps what was edited", async ({ context, page }) => {
  const task = await api.newTask(await api.newSource(), EMAIL);
  await page.goto(`/tasks/${task.id}`);
  await beAtTheProvider(page, "dana", { email: "dana@acme.test", email_verified: true });
  const subject = page.getByRole("textbox", { name: "Subject" });
  await expect(subject).toBeVisible();
  await context.clearCookies();
  await subject.fill("Written without a session");
  await expect(page.getByRole("dialog", { name: "Your session has ended" })).toBeVisible();
  const opened = context.waitForEvent("page");
  await page.getByRole("dialog").getByRole("link", { name: "Sign in with" }).click();
  const other = await opened;
  await expect(other).toHaveURL(/\/acme\/authorize\?/);
  await other.locator("input[name=username]").fill("dana");
  await other.locator("textarea[name=claims]").fill(JSON.stringify({ email: "dana@acme.test", email_verified: true }));
  await other.locator("input[type=submit]").click();
  await expect(other.getByRole("heading", { name: "You are signed in" })).toBeVisible();
  await other.close();
  await page.bringToFront();
  await page.evaluate(() => window.dispatchEvent(new Event("focus")));
  await expect(page.getByRole("dialog")).toBeHidden();
  await expect(subject).toHaveValue("Written without a session");
  await expect
    .poll(async () => ((await api.task(task.id)).blocks_working as { content: string }[])[0]?.content)
    .toBe("Written without a session");
});
