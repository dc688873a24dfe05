import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { BrowserContext, Page } from "@playwright/test";
import { ADMIN, api, backToIt, expect, readThrough, receiver, signIn, test } from "./service";

/** Takes the pictures in docs/images again; docs/page.md describes how. */
const images = process.env.HILT_IMAGES ?? join(import.meta.dirname, "../../../../docs/images");

const LOOKS = [
  { look: "light", colorScheme: "light", width: 1280, height: 800 },
  { look: "dark", colorScheme: "dark", width: 1280, height: 800 },
  { look: "phone", colorScheme: "light", width: 390, height: 844 },
] as const;

async function picture(page: Page, name: string) {
  mkdirSync(images, { recursive: true });
  for (const { look, colorScheme, width, height } of LOOKS) {
    await page.setViewportSize({ width, height });
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    // Editors are created again when the width changes.
    await page.waitForTimeout(500);
    await page.screenshot({ path: join(images, `${name}-${look}.png`), caret: "hide", animations: "disabled" });
  }
  await page.setViewportSize({ width: 1280, height: 800 });
  await page.waitForTimeout(300);
}

const GMAIL = { id: "gmail", name: "Gmail", icon: "✉️" };
const NOTION = { id: "notion", name: "Notion", icon: "🗒️" };

function email(title: string, target: string, body: string) {
  return {
    title,
    risk_level: "medium",
    service: GMAIL,
    source_service: NOTION,
    action: { type: "send", verb: "Send email" },
    interaction_schema: {
      type: "choice",
      options: [
        { id: "formal", label: "Formal", patches: [{ block_id: "subject", op: "replace", value: `Regarding: ${title}` }] },
        { id: "friendly", label: "Friendly", patches: [{ block_id: "subject", op: "replace", value: `${title} 🙂` }] },
      ],
      deny_reasons: [
        { id: "tone", label: "Wrong tone" },
        { id: "facts", label: "Facts are wrong" },
        { id: "later", label: "Not now" },
      ],
    },
    execution_intent: { kind: "mcp_tool_call", display: { target, warning: "External recipient" } },
    metadata: { thread: "18f2c", model: "a large one" },
    blocks: [
      { id: "subject", type: "plaintext", label: "Subject", content: title },
      { id: "body", type: "markdown", label: "Body", content: body },
      { id: "options", type: "json", label: "Parameters", content: { track_opens: false, reply_to: "jane@acme.com", labels: "follow-up" } },
    ],
  };
}

function small(title: string, minutes: number, { preview, ...more }: { preview: string; [member: string]: unknown }) {
  return { minutes, task: { title, blocks: [{ id: "text", type: "markdown", label: "Text", content: preview }], ...more } };
}

const INVOICE = {
  title: "Pay invoice 38122 of Acme Consulting",
  risk_level: "critical",
  priority: "HIGH",
  risk_warning: "Cannot be taken back.",
  service: { id: "bank", name: "Bank", icon: "🏦" },
  action: { type: "transfer", verb: "Transfer $450.00" },
  execution_intent: { kind: "mcp_tool_call", display: { target: "Acme Consulting", warning: "Money leaves the company" } },
  interaction_schema: { type: "edit", deny_reasons: [{ id: "unknown", label: "Unknown invoice" }] },
  blocks: [
    { id: "note", type: "plaintext", label: "Note", content: "Invoice 38122, work in June" },
    { id: "payment", type: "json", label: "Payment", content: { amount: "450.00", currency: "USD", iban: "DE02 1203 0000 0000 2020 51", urgent: true } },
  ],
};

/** Oldest first within a priority, like the queue. */
const FILED: { source: "email" | "finance" | "social"; minutes: number; task: object }[] = [
  { source: "finance", minutes: 134, task: INVOICE },
  {
    source: "social",
    ...small("Thread about the spring launch", 12, {
      risk_level: "high",
      priority: "HIGH",
      preview: "Spring is here, and so is version 4: three things that our users asked for.",
      service: { id: "x", name: "X", icon: "🐦" },
      action: { type: "post", verb: "Post publicly" },
      execution_intent: { kind: "mcp_tool_call", display: { warning: "Everybody can read it" } },
    }),
  },
  {
    source: "email",
    minutes: 187,
    task: email(
      "Follow-up with Sam about the proposal",
      "sam@vendor.com",
      "Hi **Sam**,\n\nfollowing up on the proposal that we talked about on Tuesday:\n\n- the numbers are final\n- delivery is in week 32\n\nWould Thursday suit you to go through it?\n\nBest,\nJane\n",
    ),
  },
  {
    source: "email",
    minutes: 95,
    task: email("Answer to the question about invoices", "billing@customer.com", "Hello,\n\nthe invoice was sent on **3 June**.\n"),
  },
  {
    source: "finance",
    ...small("Raise the monthly limit of the travel card", 61, {
      risk_level: "high",
      preview: "From 2,000 to 3,500, until the end of July.",
      service: { id: "cards", name: "Cards", icon: "💳" },
      action: { type: "update", verb: "Change limit" },
    }),
  },
  {
    source: "email",
    ...small("Meeting notes from Monday's stand-up", 48, {
      risk_level: "low",
      preview: "Four decisions, two open questions.",
      service: NOTION,
      action: { type: "create", verb: "Create note" },
    }),
  },
  {
    source: "social",
    ...small("Remind the team of the retrospective", 5, {
      risk_level: "low",
      preview: "Tomorrow at ten, in the large room.",
      service: { id: "chat", name: "Chat", icon: "💬" },
      action: { type: "notify", verb: "Notify" },
    }),
  },
];

/** The tasks were filed just now; this gives them realistic ages in the pictures. */
async function age(context: BrowserContext, minutes: Map<string, number>) {
  const past = (id: string) => new Date(Date.now() - (minutes.get(id) ?? 0) * 60_000).toISOString();
  await context.route(/\/review-tasks(\?|\/[0-9a-f-]+(\/blocks|\/decision)?$)/, async (route) => {
    const response = await route.fetch();
    const body = (await response.json()) as { id: string; created_at: string; items?: { id: string; created_at: string }[] };
    for (const item of body.items ?? [body]) {
      if (minutes.has(item.id)) {
        item.created_at = past(item.id);
      }
    }
    return route.fulfill({ response, json: body });
  });
}

test("takes a picture of each page", async ({ browser, context }) => {
  test.setTimeout(180_000);
  const ends = [await receiver(204), await receiver(503)] as const;
  const sources = {
    email: await api.newSource(ends[0].url, "email-agent"),
    finance: await api.newSource(ends[1].url, "finance-agent"),
    social: await api.newSource(undefined, "social-agent"),
  };
  const minutes = new Map<string, number>();
  const ids: Record<string, string> = {};
  for (const [place, { source, task, minutes: old }] of FILED.entries()) {
    const { id } = await api.newTask(sources[source], task);
    ids[place] = id;
    minutes.set(id, old);
  }
  for (const [title, decision] of [
    ["Reply to the question about prices", { decision: "APPROVE" }],
    ["Newsletter for June", { decision: "DENY", reason: "Wrong tone" }],
    ["Thanks to the speakers", { decision: "APPROVE" }],
  ] as const) {
    const task = await api.newTask(sources.email, email(title, "team@customer.com", `${title}.`));
    await api.decide(task, decision);
    minutes.set(task.id, 200);
  }
  await age(context, minutes);

  const stranger = await browser.newContext({ baseURL: test.info().project.use.baseURL });
  const login = await stranger.newPage();
  await login.goto("/login?error=domain_not_allowed");
  await expect(login.getByLabel("E-mail address")).toBeVisible();
  await picture(login, "login");
  await stranger.close();

  const page = await signIn(context, ADMIN);
  const editors = () => expect(page.locator(".editor .waiting")).toHaveCount(0);
  await page.goto(`/tasks/${ids[2]}`);
  await editors();
  const body = page.getByRole("textbox", { name: "Body" });
  await body.getByText("delivery is in week 32").click();
  await page.keyboard.press("End");
  await page.keyboard.type(", at the latest");
  await expect(page.getByText(/^saved/)).toBeVisible();
  await page.keyboard.press("Escape");
  await picture(page, "task");
  await page.keyboard.press("d");
  await expect(page.locator(".cm-changedText, .cm-insertedLine, .cm-changedLine").first()).toBeVisible();
  await picture(page, "compare");
  await page.keyboard.press("x");
  await page.getByRole("dialog").getByRole("button", { name: "Wrong tone" }).click();
  await picture(page, "deny");
  await page.keyboard.press("Escape");

  await page.goto("/");
  await expect(page.getByRole("list", { name: "Tasks" }).getByRole("link")).toHaveCount(FILED.length);
  await expect(page.getByText("live", { exact: true })).toBeVisible();
  await page.keyboard.press("j");
  await picture(page, "queue");

  await page.goto(`/tasks/${ids[0]}`);
  await editors();
  await page.getByRole("textbox", { name: "Note" }).fill("Invoice 38122, work in June and July");
  await page.keyboard.press("Escape");
  await page.keyboard.press("a");
  const dialog = page.getByRole("dialog", { name: "Approve this?" });
  await readThrough(dialog);
  await dialog.getByRole("checkbox").check();
  await dialog.getByLabel(/^Type .* to approve/).fill("Acme Con");
  await picture(page, "approve");
  await dialog.getByLabel(/^Type .* to approve/).fill("Acme Consulting");
  await page.keyboard.press("Enter");
  await backToIt(page);
  await expect(page.getByText("Approved", { exact: true }).first()).toBeVisible();
  await expect(page.getByText("Attempt 1 of 10 failed: 503")).toBeVisible();
  await picture(page, "decided");

  await page.goto("/archive");
  await expect(page.getByRole("list", { name: "Decided tasks" })).toBeVisible();
  await picture(page, "archive");
  await page.goto("/setup");
  await expect(page.getByText("3 waiting")).toBeVisible();
  await picture(page, "setup");
  await page.goto(`/setup/sources/${sources.email.id}`);
  await page.getByRole("button", { name: "Send a test" }).click();
  await expect(page.getByText(/^Delivered: /)).toBeVisible();
  await page.getByRole("heading", { level: 1 }).scrollIntoViewIfNeeded();
  await picture(page, "source");
  await page.goto("/setup/keys");
  await page.getByLabel("Name of the new key").fill("for the backup");
  await page.getByRole("button", { name: "Make an administrator's key" }).click();
  await expect(page.locator(".secret")).toBeVisible();
  await picture(page, "keys");
  await page.goto(`/setup/sources/${sources.social.id}/connect`);
  await page.getByRole("button", { name: "Make a key" }).click();
  await expect(page.locator(".secret")).toBeVisible();
  await picture(page, "connect");
  await page.keyboard.press("?");
  await picture(page, "help");
  ends.forEach((end) => end.close());
});
