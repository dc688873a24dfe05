import { ADMIN, EMAIL, api, backToIt, expect, look, readThrough, receiver, signIn, test, verifyingReceiver } from "./service";

const JANE = "jane@acme.test";
const SAM = "sam@acme.test";

test("says why an account was refused, signs in, and comes back to the page that was asked for", async ({ context }) => {
  const task = await api.newTask(await api.newSource(), EMAIL);
  const page = await context.newPage();
  await page.goto("/login?error=domain_not_allowed");
  await expect(page.getByRole("alert")).toContainText("domain may not sign in");
  await page.goto(`/tasks/${task.id}`);
  await expect(page).toHaveURL(/\/login\?redirect=/);
  await page.getByLabel("E-mail address").fill(JANE);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page).toHaveURL(new RegExp(`/tasks/${task.id}$`));
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Follow-up with Sam");
  await page.locator("summary", { hasText: JANE }).click();
  await page.getByRole("button", { name: "Sign out" }).click();
  await expect(page.getByRole("heading", { name: "Sign in" })).toBeVisible();
});

test("lists, filters, and shows a task that arrives", async ({ context }) => {
  const source = await api.newSource();
  await api.newTask(source, EMAIL);
  await api.newTask(source, { ...EMAIL, title: "Pay the invoice", risk_level: "critical", priority: "HIGH" });
  const page = await signIn(context, JANE);
  await page.goto(`/?source=${source.id}`);
  const rows = page.getByRole("list", { name: "Tasks" }).getByRole("link");
  await expect(rows).toHaveCount(2);
  await expect(rows.first()).toContainText("Pay the invoice");
  await page.getByLabel("Risk", { exact: true }).selectOption("medium");
  await expect(page).toHaveURL(/risk=medium/);
  await expect(rows).toHaveCount(1);
  await expect(page.getByText("live", { exact: true })).toBeVisible();
  await api.newTask(source, { ...EMAIL, title: "Just filed" });
  await expect(rows).toHaveCount(2);
  await expect(rows.last()).toContainText("Just filed");
  await page.keyboard.press("j");
  await page.keyboard.press("j");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Just filed");
});

test("leaves the rows where they are while the pointer is among them", async ({ context }) => {
  const source = await api.newSource();
  await api.newTask(source, EMAIL);
  const page = await signIn(context, JANE);
  await page.goto(`/?source=${source.id}`);
  const rows = page.getByRole("list", { name: "Tasks" }).getByRole("link");
  await expect(page.getByText("live", { exact: true })).toBeVisible();
  await rows.first().hover();
  await api.newTask(source, { ...EMAIL, title: "Before all others", priority: "HIGH" });
  const fresh = page.getByRole("button", { name: "1 new" });
  await expect(fresh).toBeVisible();
  await expect(rows).toHaveCount(1);
  await page.mouse.move(5, 5);
  await expect(rows.first()).toContainText("Before all others");
  await expect(rows).toHaveCount(2);
});

test("hears of a task that arrives while the list is still being read", async ({ context }) => {
  const source = await api.newSource();
  await api.newTask(source, EMAIL);
  const page = await signIn(context, JANE);
  let read = 0;
  let release = () => {};
  const released = new Promise<void>((resolve) => (release = resolve));
  await page.route(/\/review-tasks\?.*limit=50/, async (route) => {
    const response = await route.fetch();
    read += 1;
    await released;
    // In development mode, React requests it twice and aborts the first request.
    await route.fulfill({ response }).catch(() => undefined);
  });
  await page.goto(`/?source=${source.id}`);
  await expect(page.getByText("live", { exact: true })).toBeVisible();
  await expect.poll(() => read).toBeGreaterThan(0);
  const heard = page.waitForRequest(/\/review-tasks\?.*limit=1$/);
  await api.newTask(source, { ...EMAIL, title: "Meanwhile" });
  await heard;
  release();
  const rows = page.getByRole("list", { name: "Tasks" }).getByRole("link");
  await expect(rows).toHaveCount(2);
  await expect(rows.last()).toContainText("Meanwhile");
});

test("tells all tabs what happens, over the connection of one", async ({ context }) => {
  const source = await api.newSource();
  const first = await signIn(context, JANE);
  await first.goto(`/?source=${source.id}`);
  await expect(first.getByText("live", { exact: true })).toBeVisible();
  const second = await context.newPage();
  let streams = 0;
  second.on("request", (request) => (streams += request.url().endsWith("/stream") ? 1 : 0));
  await second.goto(`/?source=${source.id}`);
  await expect(second.getByText("live", { exact: true })).toBeVisible();
  await api.newTask(source, EMAIL);
  await expect(second.getByRole("link", { name: "Follow-up with Sam" })).toBeVisible();
  expect(streams).toBe(0);
  await first.close();
  await expect.poll(() => streams).toBe(1);
  await api.newTask(source, { ...EMAIL, title: "After the other tab" });
  await expect(second.getByRole("link", { name: "After the other tab" })).toBeVisible();
});

test("edits with a preview, compares, approves, and tells of the delivery", async ({ context }) => {
  const executor = await receiver(204);
  const source = await api.newSource(executor.url);
  const task = await api.newTask(source, EMAIL);
  const page = await signIn(context, JANE);
  await page.goto(`/tasks/${task.id}`);
  const body = page.getByRole("textbox", { name: "Body" });
  await body.click();
  await page.keyboard.press("Control+End");
  let saves = 0;
  page.on("request", (request) => (saves += request.method() === "PATCH" ? 1 : 0));
  await page.keyboard.type("We could *talk* on Thursday, you and I.", { delay: 30 });
  await expect(page.getByRole("region", { name: "Preview of Body" }).locator("em")).toHaveText("talk");
  await expect(page.getByText(/^saved/)).toBeVisible();
  await expect(body).toContainText("you and I.");
  // Not one request for each key.
  expect(saves).toBeLessThan(10);
  await page.keyboard.press("Escape");
  await page.keyboard.press("d");
  await expect(page.locator(".cm-changedText, .cm-insertedLine, .cm-changedLine").first()).toBeVisible();
  await page.keyboard.press("a");
  const dialog = page.getByRole("dialog", { name: "Approve this?" });
  await expect(dialog).toContainText("sam@vendor.com");
  await expect(dialog).toContainText("on Thursday");
  await look(page);
  await page.keyboard.press("Enter");
  await backToIt(page);
  await expect(page.getByText("Approved", { exact: true }).first()).toBeVisible();
  await expect(page.getByText(/^Delivered \d\d:\d\d/)).toBeVisible();
  expect(JSON.parse(executor.bodies[0] ?? "").final[1].content).toBe(
    "Hi **Sam**,\n\nthe numbers are final.\nWe could *talk* on Thursday, you and I.",
  );
  executor.close();
});

test("tells an administrator of attempts that failed", async ({ context }) => {
  const executor = await receiver(500);
  const source = await api.newSource(executor.url);
  const task = await api.newTask(source, { ...EMAIL, risk_level: "low", interaction_schema: undefined });
  const page = await signIn(context, ADMIN);
  await page.goto(`/tasks/${task.id}`);
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await look(page);
  await page.keyboard.press("a");
  await page.keyboard.press("Escape");
  await expect(page.getByText("Attempt 1 of 10 failed: 500")).toBeVisible();
  await api.switchOff(source);
  executor.close();
});

test("denies with the agent's reason, opens the next task half a second later, and knows the way back", async ({ context }) => {
  const source = await api.newSource();
  const first = await api.newTask(source, EMAIL);
  await api.newTask(source, { ...EMAIL, title: "The next one" });
  const page = await signIn(context, JANE);
  await page.goto(`/?source=${source.id}`);
  await page.getByRole("link", { name: "Follow-up with Sam" }).click();
  await expect(page.getByText("1 of 2")).toBeVisible();
  await page.keyboard.press("x");
  const dialog = page.getByRole("dialog", { name: "Deny this?" });
  await expect(dialog.getByRole("button", { name: "Deny" })).toBeDisabled();
  await dialog.getByRole("button", { name: "Wrong tone" }).click();
  const decided = page.waitForResponse((answer) => answer.url().endsWith("/decision"));
  await page.keyboard.press("Control+Enter");
  await decided;
  const from = Date.now();
  await page.waitForFunction(() => document.querySelector("h1")?.textContent === "The next one", undefined, { polling: 50 });
  expect(Date.now() - from).toBeLessThan(1500);
  expect((await api.task(first.id)).decision).toMatchObject({ type: "DENY", reason: "Wrong tone", decided_by: JANE });
  await backToIt(page);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Follow-up with Sam");
  await expect(page.getByText("by you")).toBeVisible();
  await expect(page.getByRole("link", { name: "Back to it" })).toHaveCount(0);
});

test("asks for more before something critical", async ({ context }) => {
  const task = await api.newTask(await api.newSource(), { ...EMAIL, risk_level: "critical" });
  const page = await signIn(context, JANE);
  await page.goto(`/tasks/${task.id}`);
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await page.keyboard.press("a");
  const dialog = page.getByRole("dialog");
  const approve = dialog.getByRole("button", { name: "Approve" });
  await readThrough(dialog);
  await dialog.getByRole("checkbox").check();
  await expect(approve).toBeDisabled();
  await dialog.getByRole("textbox").fill("sam@vendor");
  await expect(approve).toBeDisabled();
  await dialog.getByRole("textbox").fill("sam@vendor.com");
  await approve.click();
  await expect(page.getByText("Approved", { exact: true }).first()).toBeVisible();
});

test("waits for what has to be done outside", async ({ context }) => {
  const task = await api.newTask(await api.newSource(), {
    ...EMAIL,
    interaction_schema: { type: "external", external_url: "https://sign.example.com/1" },
  });
  const page = await signIn(context, JANE);
  await page.goto(`/tasks/${task.id}`);
  await expect(page.getByRole("link", { name: "Open sign.example.com" })).toHaveAttribute("rel", "noopener noreferrer");
  await page.keyboard.press("a");
  await expect(page.getByRole("alert")).toHaveText("Tick that it is done outside first.");
  await page.getByLabel("Done outside").check();
  await page.keyboard.press("a");
  await page.getByRole("dialog").getByRole("button", { name: "Approve" }).click();
  await expect(page.getByText("Approved", { exact: true }).first()).toBeVisible();
});

test("lays edits of two reviewers side by side, and keeps those of a task that was decided meanwhile", async ({
  browser,
  context,
}) => {
  const task = await api.newTask(await api.newSource(), EMAIL);
  const jane = await signIn(context, JANE);
  const others = await browser.newContext({ baseURL: test.info().project.use.baseURL });
  await others.request.post("/auth/dev-login", { data: { email: SAM } });
  await jane.goto(`/tasks/${task.id}`);
  const subject = jane.getByRole("textbox", { name: "Subject" });
  await expect(subject).toHaveValue("About the proposal");

  // In the same block, both versions are shown, and Jane chooses one.
  await jane.route("**/blocks", async (route) => {
    await others.request.patch(`/review-tasks/${task.id}/blocks`, { data: { blocks: [{ id: "subject", content: "Sam's" }] } });
    await route.continue();
  }, { times: 1 });
  await subject.fill("Jane's");
  await expect(jane.getByText("Somebody else changed this block")).toBeVisible();
  expect(((await api.task(task.id)).blocks_working as { content: string }[])[0]?.content).toBe("Sam's");
  await jane.getByRole("button", { name: "Keep mine" }).click();
  await expect(jane.getByText(/^saved/)).toBeVisible();
  await expect.poll(async () => ((await api.task(task.id)).blocks_working as { content: string }[])[0]?.content).toBe("Jane's");

  // After a decision, the edit that was not saved is kept, and the page says that it was not sent.
  await jane.route("**/blocks", async (route) => {
    await others.request.post(`/review-tasks/${task.id}/decision`, { data: { decision: "DENY", reason: "No" } });
    await route.continue();
  }, { times: 1 });
  await subject.fill("Jane's second");
  await expect(jane.getByText("Your edits are kept below; they were not sent.")).toBeVisible();
  await expect(jane.getByRole("region", { name: "Your edits, not sent" })).toContainText("Jane's second");
  await others.close();
});

test("asks to sign in again without losing an edit", async ({ context }) => {
  const task = await api.newTask(await api.newSource(), EMAIL);
  const page = await signIn(context, JANE);
  await page.goto(`/tasks/${task.id}`);
  const subject = page.getByRole("textbox", { name: "Subject" });
  await expect(subject).toBeVisible();
  await context.clearCookies();
  await subject.fill("Written without a session");
  const dialog = page.getByRole("dialog", { name: "Your session has ended" });
  await dialog.getByLabel("E-mail address").fill(JANE);
  await dialog.getByRole("button", { name: "Sign in" }).click();
  await expect(dialog).toBeHidden();
  await expect(subject).toHaveValue("Written without a session");
  await expect.poll(async () => ((await api.task(task.id)).blocks_working as { content: string }[])[0]?.content).toBe("Written without a session");
});

test("goes from a new source to a delivered decision", async ({ context }) => {
  const executor = await verifyingReceiver();
  const page = await signIn(context, ADMIN);
  await page.goto("/setup");
  await page.getByRole("link", { name: "New source" }).click();
  await page.getByLabel("Name", { exact: true }).fill("made in the browser");
  await page.getByLabel("Webhook URL").fill(executor.url);
  await page.getByRole("button", { name: "Make it" }).click();
  await expect(page.getByRole("heading", { name: "Connect your agent" })).toBeVisible();
  const key = await page.locator(".secret").first().textContent();
  expect(key).toMatch(/^hilt_sk_live_/);
  await expect(page.getByRole("region", { name: "File a task" })).toContainText(key ?? "?");
  executor.take((await page.locator(".secret").nth(1).textContent()) ?? "?");
  await page.getByRole("button", { name: "Send a test" }).click();
  await page.getByRole("button", { name: "Switch it on" }).click();
  await expect(page.getByText("The webhook is on.")).toBeVisible();
  await fetch(new URL("/review-tasks", page.url()), {
    method: "POST",
    headers: { "X-API-Key": key ?? "", "Content-Type": "application/json" },
    body: JSON.stringify({ title: "Say hello", risk_level: "low", blocks: [{ id: "t", type: "markdown", content: "Hello" }] }),
  });
  await expect(page.getByText("The first task has arrived")).toBeVisible();
  await page.getByRole("link", { name: "Say hello" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Say hello");
  await look(page);
  await page.keyboard.press("a");
  await page.keyboard.press("Escape");
  await expect(page.getByText(/^Delivered \d\d:\d\d/)).toBeVisible();
  executor.close();
});

test("sends the waiting decisions only to a receiver that has passed the test", async ({ context }) => {
  const executor = await verifyingReceiver();
  const source = await api.newSource();
  for (let i = 0; i < 3; i += 1) {
    await api.decide(await api.newTask(source, EMAIL), { decision: "APPROVE" });
  }
  const page = await signIn(context, ADMIN);
  await page.goto(`/setup/sources/${source.id}`);
  await page.getByLabel("Webhook URL").fill(executor.url);
  await page.getByRole("button", { name: "Save" }).click();
  const secret = page.locator(".secret");
  await expect(secret).toBeVisible();
  const switchOn = page.getByRole("button", { name: "Switch it on" });
  await expect(switchOn).toBeDisabled();
  await expect(page.getByRole("status").filter({ hasText: /^Saved$/ }), "also once the form shows what was saved").toBeVisible();

  await page.getByRole("button", { name: "Send a test" }).click();
  await expect(page.getByText("Not delivered: 401")).toBeVisible();
  await expect(switchOn).toBeDisabled();

  executor.take((await secret.textContent()) ?? "?");
  await page.getByRole("button", { name: "Send a test" }).click();
  await expect(page.getByText("Delivered: 204")).toBeVisible();
  expect(executor.types).toEqual(["refused webhook.test", "accepted webhook.test"]);

  await switchOn.click();
  await expect(page.getByText("The webhook is on.")).toBeVisible();
  await expect(switchOn).toBeHidden();
  await expect.poll(() => executor.types.slice(2)).toEqual(Array<string>(3).fill("accepted review_task.approved"));

  // The receiver gets a new address.
  const moved = await verifyingReceiver();
  await expect(page.getByLabel("Webhook is on")).toBeChecked();
  await page.getByLabel("Webhook URL").fill(moved.url);
  await expect(page.getByLabel("Webhook is on")).not.toBeChecked();
  await page.getByRole("button", { name: "Save" }).click();
  await expect(switchOn).toBeDisabled();
  await api.decide(await api.newTask(source, EMAIL), { decision: "APPROVE" });
  expect(moved.types).toEqual([]);
  executor.close();
  moved.close();
});
