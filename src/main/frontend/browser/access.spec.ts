import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { ADMIN, EMAIL, api, backToIt, expect, receiver, signIn, test } from "./service";

const JANE = "jane@acme.test";

const WIDE = { width: 1280, height: 800 };
const NARROW = { width: 390, height: 844 };

/** The rules about colours; the dark scheme changes nothing else. */
const COLOURS = ["color-contrast", "link-in-text-block"];

/** Checks the current page against all rules, wide and narrow, and against the rules about colours in the dark scheme. */
async function check(page: Page, name: string) {
  const faults: string[] = [];
  for (const [size, colorScheme] of [[WIDE, "light"], [WIDE, "dark"], [NARROW, "dark"], [NARROW, "light"]] as const) {
    await page.setViewportSize(size);
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    // Waits until everything that depends on the width is drawn again.
    await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => setTimeout(drawn, 50))));
    // The rules are injected once for each document, because that takes as long as running them.
    const has = await page.evaluate(() => "axe" in window);
    const axe = new AxeBuilder({ page, axeSource: has ? ";" : undefined }).setLegacyMode().options({ resultTypes: ["violations"] });
    const { violations, passes } = await (colorScheme === "dark" ? axe.withRules(COLOURS) : axe).analyze();
    expect(passes.length, `${name}: rules that were looked at`).toBeGreaterThan(colorScheme === "dark" ? 0 : 5);
    for (const { id, nodes } of violations) {
      const where = nodes.map((node) => `${node.target.join(" ")} ${node.html.slice(0, 160)}`).join(" | ");
      faults.push(`${name}, ${size.width} px, ${colorScheme}: ${id} ${where}`);
    }
  }
  await page.setViewportSize(WIDE);
  expect.soft(faults, name).toEqual([]);
}

/** Waits for all blocks and their editors. */
async function whole(page: Page) {
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await expect(page.locator(".editor .waiting")).toHaveCount(0);
}

test("signing in keeps the rules of accessibility", async ({ page }) => {
  for (const path of ["/login", "/login?error=domain_not_allowed", "/login?done"]) {
    await page.goto(path);
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    if (!path.includes("done")) {
      await expect(page.getByLabel("E-mail address")).toBeVisible();
    }
    await check(page, path);
  }
});

test("a browser that is too old is told so by the rules of accessibility", async ({ page }) => {
  await page.addInitScript(() => Object.assign(JSON, { rawJSON: undefined }));
  await page.goto("/");
  await expect(page.getByText("This browser is too old")).toBeVisible();
  await check(page, "too old");
});

test("lists keep the rules of accessibility", async ({ context }) => {
  test.setTimeout(90_000);
  const source = await api.newSource();
  const page = await signIn(context, JANE);
  await page.goto(`/?source=${source.id}`);
  await expect(page.getByText("Nothing matches")).toBeVisible();
  await check(page, "nothing matches");
  await page.route("**/review-tasks?**", (route) =>
    route.fulfill({ json: { items: [], total_count: 0, total_count_relation: "eq", limit: 50, next_cursor: null } }),
  );
  await page.goto("/");
  await expect(page.getByText("All caught up")).toBeVisible();
  await check(page, "all caught up");
  await page.unrouteAll();
  for (const risk_level of ["low", "medium", "high", "critical"]) {
    await api.newTask(source, { ...EMAIL, risk_level, priority: "HIGH" });
  }
  const denied = await api.newTask(source, EMAIL);
  await api.decide(denied, { decision: "DENY", reason: "Not now" });
  await page.goto(`/?source=${source.id}`);
  await expect(page.getByRole("list", { name: "Tasks" }).getByRole("link")).toHaveCount(4);
  await page.keyboard.press("j");
  await check(page, "queue");
  await page.locator("summary", { hasText: JANE }).click();
  await check(page, "account");
  await page.keyboard.press("Escape");
  await page.goto(`/archive?source=${source.id}`);
  await expect(page.getByRole("list", { name: "Decided tasks" }).getByRole("link")).toHaveCount(1);
  await check(page, "archive");
  await page.keyboard.press("?");
  await expect(page.getByRole("dialog", { name: "Keys" })).toBeVisible();
  await check(page, "help");
  await page.keyboard.press("Escape");
  await page.evaluate(() => history.pushState(null, "", "/nowhere"));
  await expect(page.getByText("There is no such page")).toBeVisible();
  await check(page, "no such page");
  await page.goto("/setup");
  await expect(page.getByText("For administrators")).toBeVisible();
  await check(page, "set-up of a reviewer");
  await page.goto("/tasks/00000000-0000-7000-8000-000000000000");
  await expect(page.getByRole("main")).toContainText(/no such|not found|does not exist/i);
  await check(page, "no such task");
  await page.route("**/auth/me", (route) => route.abort());
  await page.goto("/");
  await expect(page.getByText("The service cannot be reached.")).toBeVisible();
  await check(page, "unreachable from the beginning");
  await page.unrouteAll();
  await page.route("**/review-tasks?**", (route) => route.abort());
  await page.goto("/");
  await expect(page.getByText("The service cannot be reached.")).toBeVisible({ timeout: 15_000 });
  await check(page, "unreachable");
});

/** A task that uses everything an agent may send. */
const FULL = {
  ...EMAIL,
  risk_level: "high",
  risk_warning: "Cannot be taken back.",
  metadata: { thread: 1, from: { name: "Sam" } },
  interaction_schema: {
    ...EMAIL.interaction_schema,
    type: "choice",
    guidance: { tone: "Friendly, and short" },
    options: [
      { id: "formal", label: "Formal", patches: [{ block_id: "subject", op: "replace", value: "Dear Sam" }] },
      { id: "short", label: "Short", patches: [{ block_id: "subject", op: "replace", value: "Hi" }] },
    ],
  },
  blocks: [
    ...EMAIL.blocks,
    {
      id: "letter",
      type: "markdown",
      label: "Letter",
      editable: false,
      content:
        "# Heading\n\n## Second\n\n- one\n- [x] done\n- [ ] open\n\n> said\n\n`code` and [a link](https://example.com/)\n\n| a | b |\n| - | - |\n| 1 | 2 |\n\n```\nlines of code\n```\n\n![Chart](https://example.com/chart.png)\n",
    },
    { id: "log", type: "plaintext", label: "Log", editable: false, content: "A line\nanother line" },
    { id: "call", type: "json", label: "Call", editable: false, content: { list: [1, "two", null, true] } },
  ],
};

test("tasks keep the rules of accessibility", async ({ browser, context }) => {
  test.setTimeout(120_000);
  const source = await api.newSource();
  const task = await api.newTask(source, FULL);
  const page = await signIn(context, JANE);
  await page.goto(`/tasks/${task.id}`);
  await whole(page);
  await check(page, "task");
  await page.getByLabel("Formal").check();
  await page.getByRole("button", { name: "Form", exact: true }).click();
  await page.locator("details.details summary").click();
  await expect(page.getByText("The option is saved when you approve.")).toBeVisible();
  await check(page, "task with an option, a form and its details");
  await page.getByRole("group", { name: "Views of Body" }).getByRole("button", { name: "Preview" }).click();
  await page.getByRole("group", { name: "Views of Amounts" }).getByRole("button", { name: "Code" }).click();
  const amounts = page.getByRole("textbox", { name: "Amounts" });
  await amounts.click();
  await page.keyboard.press("Control+End");
  await page.keyboard.type(",");
  await expect(page.getByText(/this is not valid JSON/)).toBeVisible();
  await page.keyboard.press("Escape");
  await page.keyboard.press("a");
  await expect(page.getByRole("alert")).toContainText("is not valid JSON");
  await check(page, "JSON with a fault");
  await amounts.click();
  await page.keyboard.press("Control+End");
  await page.keyboard.press("Backspace");
  await page.keyboard.press("Escape");
  await page.getByRole("main").locator("h1").click();
  await page.keyboard.press("d");
  await expect(page.locator(".cm-changedText, .cm-insertedLine, .cm-changedLine").first()).toBeVisible();
  await check(page, "comparison");
  await page.keyboard.press("d");

  const others = await browser.newContext({ baseURL: test.info().project.use.baseURL });
  await others.request.post("/auth/dev-login", { data: { email: "sam@acme.test" } });
  await page.route(
    "**/blocks",
    async (route) => {
      const data = { blocks: [{ id: "subject", content: "Sam's" }] };
      await others.request.patch(`/review-tasks/${task.id}/blocks`, { data });
      await route.continue();
    },
    { times: 1 },
  );
  await page.getByRole("textbox", { name: "Subject" }).fill("Jane's");
  await expect(page.getByText("Somebody else changed this block")).toBeVisible();
  await whole(page);
  await check(page, "conflict");
  await page.route(
    "**/blocks",
    async (route) => {
      await others.request.post(`/review-tasks/${task.id}/decision`, { data: { decision: "DENY", reason: "No" } });
      await route.continue();
    },
    { times: 1 },
  );
  await page.getByRole("button", { name: "Keep mine" }).click();
  await expect(page.getByRole("region", { name: "Your edits, not sent" })).toBeVisible();
  await check(page, "decided by somebody else");
  await others.close();

  const outside = await api.newTask(source, {
    ...EMAIL,
    interaction_schema: { type: "external", external_url: "https://sign.example.com/1", guidance: "Sign it there." },
  });
  await page.goto(`/tasks/${outside.id}`);
  await whole(page);
  await page.keyboard.press("a");
  await expect(page.getByRole("alert")).toBeVisible();
  await check(page, "external");
  await context.clearCookies();
  await page.getByRole("textbox", { name: "Subject" }).fill("Without a session");
  await expect(page.getByRole("dialog", { name: "Your session has ended" })).toBeVisible();
  await check(page, "session has ended");
});

test("deciding keeps the rules of accessibility", async ({ context }) => {
  test.setTimeout(120_000);
  const executor = await receiver(500);
  const source = await api.newSource(executor.url);
  const page = await signIn(context, ADMIN);
  for (const risk_level of ["low", "medium", "high", "critical"]) {
    const task = await api.newTask(source, {
      ...EMAIL,
      risk_level,
      interaction_schema: { ...EMAIL.interaction_schema, require_confirmation: true },
    });
    await page.goto(`/tasks/${task.id}`);
    await whole(page);
    await page.getByRole("textbox", { name: "Subject" }).fill("Another subject");
    await page.keyboard.press("Escape");
    await page.keyboard.press("a");
    await expect(page.getByRole("dialog", { name: "Approve this?" })).toBeVisible();
    await expect(page.locator("dialog .editor .waiting")).toHaveCount(0);
    await check(page, `approve, ${risk_level}`);
    await page.keyboard.press("Escape");
  }
  await page.keyboard.press("x");
  const dialog = page.getByRole("dialog", { name: "Deny this?" });
  await expect(dialog).toBeVisible();
  await dialog.getByRole("textbox", { name: "Reason" }).fill("No");
  await check(page, "deny");
  await page.keyboard.press("Control+Enter");
  await backToIt(page);
  await expect(page.getByText("Attempt 1 of 10 failed: 500")).toBeVisible();
  await expect(page.getByRole("list", { name: "Attempts" })).toBeVisible();
  await check(page, "decided, and not delivered yet");
  await api.switchOff(source);
  executor.close();
});

test("set-up keeps the rules of accessibility", async ({ context }) => {
  test.setTimeout(90_000);
  const executor = await receiver(410);
  const source = await api.newSource(executor.url);
  const task = await api.newTask(source, EMAIL);
  await api.decide(task, { decision: "APPROVE" });
  await expect.poll(async () => ((await api.task(task.id)).dispatch as { attempt_count: number }).attempt_count).toBe(1);
  const page = await signIn(context, ADMIN);
  for (const path of ["/setup", "/setup/new", "/setup/sources/00000000-0000-7000-8000-000000000000", `/setup/sources/${source.id}`]) {
    await page.goto(path);
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    await page.waitForLoadState("networkidle");
    await check(page, path.replace(source.id, "…"));
  }
  await page.getByRole("button", { name: "Send a test" }).click();
  await expect(page.getByText(/^Not delivered: /)).toBeVisible();
  await page.getByRole("button", { name: "Rotate the secret" }).click();
  await expect(page.getByRole("dialog", { name: "Rotate the secret?" })).toBeVisible();
  await check(page, "a question");
  await page.getByRole("dialog").getByRole("button", { name: "Rotate the secret" }).click();
  await expect(page.getByText("New webhook secret")).toBeVisible();
  await page.getByRole("button", { name: "Make a key" }).click();
  await expect(page.getByText("New key")).toBeVisible();
  await check(page, "a source with what was made");
  await page.goto("/setup/keys");
  await page.getByLabel("Name of the new key").fill("for the rules");
  await page.getByRole("button", { name: "Make an administrator's key" }).click();
  await expect(page.locator(".secret")).toBeVisible();
  await check(page, "keys");
  await page.goto(`/setup/sources/${source.id}/connect`);
  await page.getByRole("button", { name: "Make a key" }).click();
  await expect(page.locator(".secret")).toBeVisible();
  await check(page, "connect");
  await page.getByRole("tab", { name: "Python" }).click();
  await api.newTask(source, EMAIL);
  await expect(page.getByText("The first task has arrived")).toBeVisible();
  await check(page, "connect, when a task has arrived");
  executor.close();
});
