import { createHmac } from "node:crypto";
import { createServer } from "node:http";
import { type BrowserContext, type Locator, type Page, test as plain } from "@playwright/test";

const url = process.env.HILT_URL ?? "http://127.0.0.1:3000";
const adminKey = process.env.HILT_ADMIN_KEY ?? "";
export const ADMIN = process.env.HILT_ADMIN_EMAIL ?? "admin@acme.test";

interface Made {
  id: string;
  [member: string]: unknown;
}

async function call(method: string, path: string, body: unknown, headers: Record<string, string>): Promise<Made> {
  const answer = await fetch(url + path, {
    method,
    headers: { "Content-Type": "application/json", ...headers },
    body: body === undefined || typeof body === "string" ? body : JSON.stringify(body),
  });
  if (!answer.ok) {
    throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
  }
  return (answer.status === 204 ? {} : await answer.json()) as Made;
}

/** The service as agents and administrators see it. */
export const api = {
  newSource: (webhook?: string, name = `browser ${Math.random().toString(36).slice(2, 8)}`) =>
    call(
      "POST",
      "/sources",
      { name, delivery: webhook ? { webhook: { url: webhook } } : {} },
      { "X-API-Key": adminKey },
    ),
  /** What JSON.stringify cannot say may be put into the body afterwards. */
  newTask: (source: Made, task: object, written = (body: string) => body) =>
    call("POST", "/review-tasks", written(JSON.stringify({ source_id: source.id, ...task })), { "X-API-Key": adminKey }),
  switchOff: (source: Made) =>
    call("PATCH", `/sources/${source.id}`, { delivery: { webhook: { enabled: false } } }, { "X-API-Key": adminKey }),
  decide: async (task: Made, decision: object) => {
    const answer = await fetch(`${url}/auth/dev-login`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ email: "sam@acme.test" }),
    });
    const cookie = answer.headers.get("Set-Cookie")?.split(";")[0] ?? "";
    return call("POST", `/review-tasks/${task.id}/decision`, decision, { Cookie: cookie });
  },
  task: (id: string) => call("GET", `/review-tasks/${id}`, undefined, { "X-API-Key": adminKey }),
  text: async (path: string) => (await fetch(url + path, { headers: { "X-API-Key": adminKey } })).text(),
};

export const EMAIL = {
  title: "Follow-up with Sam",
  risk_level: "medium",
  service: { id: "gmail", name: "Gmail", icon: "✉️" },
  source_service: { id: "notion", name: "Notion" },
  action: { type: "send", verb: "Send email" },
  interaction_schema: { type: "edit", deny_reasons: [{ id: "tone", label: "Wrong tone" }] },
  execution_intent: { kind: "custom", display: { target: "sam@vendor.com", warning: "External recipient" } },
  blocks: [
    { id: "subject", type: "plaintext", label: "Subject", content: "About the proposal" },
    { id: "body", type: "markdown", label: "Body", content: "Hi **Sam**,\n\nthe numbers are final.\n" },
    { id: "amounts", type: "json", label: "Amounts", content: { note: "as agreed", paid: false } },
  ],
};

export async function signIn(context: BrowserContext, email: string): Promise<Page> {
  const answer = await context.request.post("/auth/dev-login", { data: { email } });
  if (!answer.ok()) {
    throw new Error(`dev-login: ${answer.status()} ${await answer.text()}`);
  }
  return context.newPage();
}

/** Brings all of what an approval's dialog shows onto the screen, as a reviewer does who reads it. */
export async function readThrough(dialog: Locator) {
  const on = dialog.getByRole("button", { name: "Read on" });
  await dialog.getByRole("region", { name: "What was changed" }).waitFor();
  for (let page = 0; page < 40 && (await on.isVisible()); page += 1) {
    // It may go at this very moment.
    await on.click({ timeout: 1000 }).catch(() => undefined);
    // What passes by in less time does not count as read.
    await dialog.page().waitForTimeout(300);
  }
}

/** As a reviewer does, before one key decides: the page takes no key that comes together with the task. */
export const look = (page: Page) => page.waitForTimeout(500);

/** Back to the task that was just decided, once the page has gone on to the next. */
export const backToIt = (page: Page) => page.getByRole("link", { name: "Back to it" }).click();

/** An executor that answers every call with a status. */
export async function receiver(status: number) {
  const bodies: string[] = [];
  const server = createServer((request, response) => {
    let body = "";
    request.on("data", (part: Buffer) => (body += part.toString()));
    request.on("end", () => {
      bodies.push(body);
      response.writeHead(status).end();
    });
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const address = server.address() as { port: number };
  return { url: `http://127.0.0.1:${address.port}/hook`, bodies, close: () => server.close() };
}

/** An executor that refuses, with 401, every call that is not signed with the secret that it was given last. */
export async function verifyingReceiver() {
  const types: string[] = [];
  let key: Buffer | undefined;
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on("data", (part: Buffer) => parts.push(part));
    request.on("end", () => {
      const body = Buffer.concat(parts);
      const { "webhook-id": id, "webhook-timestamp": time, "webhook-signature": signature } = request.headers;
      const expected = key && createHmac("sha256", key).update(`${id}.${time}.`).update(body).digest("base64");
      const accepted = expected !== undefined && String(signature).split(" ").includes(`v1,${expected}`);
      types.push(`${accepted ? "accepted" : "refused"} ${(JSON.parse(body.toString()) as { type: string }).type}`);
      response.writeHead(accepted ? 204 : 401).end();
    });
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const address = server.address() as { port: number };
  return {
    url: `http://127.0.0.1:${address.port}/hook`,
    types,
    take: (secret: string) => (key = Buffer.from(secret.replace(/^whsec_/, ""), "base64")),
    close: () => server.close(),
  };
}

/** Fails where the page says anything on the console that it should not, or asks somebody else for something. */
export const test = plain.extend<{ calm: string[] }>({
  calm: [
    async ({ context }, use) => {
      const noise: string[] = [];
      context.on("page", (page) => {
        page.on("pageerror", (error) => noise.push(error.message));
        page.on("console", (message) => {
          if (message.type() === "error" && !message.text().startsWith("Failed to load resource")) {
            noise.push(message.text());
          }
        });
        page.on("request", (request) => {
          if (!request.url().startsWith(url)) {
            noise.push(`asked ${request.url()}`);
          }
        });
      });
      await use(noise);
      if (noise.length > 0) {
        throw new Error(noise.join("\n"));
      }
    },
    { auto: true },
  ],
});
export { expect } from "@playwright/test";
