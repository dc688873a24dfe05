import AxeBuilder from "@axe-core/playwright";
import { ADMIN, EMAIL, api, expect, signIn, test } from "./service";

for (const colorScheme of ["light", "dark"] as const) {
  test(`keeps the rules of accessibility, ${colorScheme}`, async ({ browser }) => {
    test.setTimeout(60_000);
    const context = await browser.newContext({ colorScheme, baseURL: test.info().project.use.baseURL });
    const source = await api.newSource();
    const task = await api.newTask(source, {
      ...EMAIL,
      risk_level: "high",
      risk_warning: "Cannot be taken back.",
      metadata: { thread: 1 },
    });
    const page = await signIn(context, ADMIN);
    const faults: string[] = [];
    async function check(name: string) {
      // In the dark only colours differ.
      const axe = new AxeBuilder({ page }).setLegacyMode();
      const { violations } = await (colorScheme === "dark" ? axe.withRules(["color-contrast"]) : axe).analyze();
      faults.push(
        ...violations.map((each) => `${name}: ${each.id} ${each.nodes.map((node) => node.html.slice(0, 160)).join(" | ")}`),
      );
    }
    const anonymous = await (await browser.newContext({ colorScheme, baseURL: test.info().project.use.baseURL })).newPage();
    await anonymous.goto("/login");
    await expect(anonymous.getByLabel("E-mail address")).toBeVisible();
    faults.push(...(await new AxeBuilder({ page: anonymous }).analyze()).violations.map((each) => `login: ${each.id}`));
    await page.goto("/");
    await expect(page.getByRole("list", { name: "Tasks" })).toBeVisible();
    await page.keyboard.press("j");
    await check("queue");
    await page.goto(`/tasks/${task.id}`);
    await page.getByRole("textbox", { name: "Subject" }).fill("Something else");
    await expect(page.getByText(/^saved/)).toBeVisible();
    await expect(page.getByRole("textbox", { name: "Body" })).toBeVisible();
    await check("task");
    await page.keyboard.press("Escape");
    await page.keyboard.press("d");
    await page.keyboard.press("a");
    await expect(page.getByRole("dialog")).toBeVisible();
    await check("approve");
    await page.keyboard.press("Escape");
    await page.keyboard.press("x");
    await expect(page.getByRole("dialog", { name: "Deny this?" })).toBeVisible();
    await check("deny");
    await page.getByRole("textbox", { name: "Reason" }).fill("No");
    await page.keyboard.press("Control+Enter");
    await page.keyboard.press("Escape");
    await expect(page.getByText("Waits until the executor fetches it")).toBeVisible();
    await check("decided");
    await page.goto("/archive");
    await expect(page.getByRole("list", { name: "Decided tasks" })).toBeVisible();
    await check("archive");
    for (const path of ["/setup", "/setup/new", "/setup/keys", `/setup/sources/${source.id}`, `/setup/sources/${source.id}/connect`]) {
      await page.goto(path);
      await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
      await page.waitForTimeout(300);
      await check(path);
    }
    await page.keyboard.press("?");
    await check("help");
    expect(faults).toEqual([]);
    await context.close();
  });
}
