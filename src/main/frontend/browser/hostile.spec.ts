import type { Page } from "@playwright/test";
import { ADMIN, api, expect, test } from "./service";

/** Markers that appear only if the page interprets them. */
const EVIL = `<img src=x onerror="window.pwned=1"><script>window.pwned=1</script>`;
const URLS = ["javascript:window.pwned=1", "data:text/html,<script>parent.pwned=1</script>", "vbscript:pwned", "file:///etc/passwd"];

const REVIEWER = "a'b<img/src=x/onerror=window.pwned=1>@acme.test";

const MARKDOWN = `${EVIL}

<iframe src="javascript:window.pwned=1"></iframe><svg onload="window.pwned=1"><a href="javascript:window.pwned=1">svg</a></svg>

<form action="https://example.com/"><input name="a"><button formaction="javascript:window.pwned=1">send</button></form>

<style>body { background: url(https://example.com/style.png) }</style><base href="https://example.com/"><meta http-equiv="refresh" content="0;url=https://example.com/">

${URLS.map((url) => `[inline](${url}) [title](${url} "${EVIL}") <${url}> ![picture](${url})`).join("\n\n")}

[JaVa](JaVaScRiPt:window.pwned=1) [tab](java\tscript:window.pwned=1) [line](<java
script:window.pwned=1>) [blank](<  javascript:window.pwned=1>) [control](\u0001javascript:window.pwned=1)

[entities](&#106;&#97;&#118;&#97;&#115;&#99;&#114;&#105;&#112;&#116;&#58;window.pwned=1) [named](javascript&colon;window.pwned=1) [hex](&#x6A;avascript:window.pwned=1)

[reference][evil] ![reference][evil] [shortcut] [^1]

[evil]: javascript:window.pwned=1 "title"
[shortcut]: data:text/html;base64,PHNjcmlwdD5wYXJlbnQucHduZWQ9MTwvc2NyaXB0Pg==
[^1]: A note with [a link](javascript:window.pwned=1) and ${EVIL}

![](https://example.com/track.png) ![x" onerror="window.pwned=1](https://example.com/track.png "x' onerror='window.pwned=1")

&lt;img src=x onerror=window.pwned=1&gt; \`<script>window.pwned=1</script>\`

\`\`\`html
<script>window.pwned=1</script>
\`\`\`

| ${EVIL} | [cell](javascript:window.pwned=1) |
| - | - |
| ${EVIL} | ${EVIL} |

<https://example.com/ok>
`;

/** Nothing was executed or requested (the fixture checks requests), or became an element or link that it must not be. */
async function isInert(page: Page) {
  const found = await page.evaluate(() => {
    const roots: ParentNode[] = [document];
    for (const root of roots) {
      for (const each of root.querySelectorAll("*")) {
        if (each.shadowRoot) {
          roots.push(each.shadowRoot);
        }
      }
    }
    const all = roots.flatMap((root) => [...root.querySelectorAll("*")]);
    const names = "script, iframe, object, embed, base, meta, style, form, img, input[name=a], svg a, audio, video";
    const odd = all.filter((each) => {
      const own = each.closest("head") || each.matches("form:not([action]), form[role=search], img[src*='/icon'][src$='.svg']");
      // The editor puts empty images beside what it draws in place of a character.
      const buffer = each.matches("img.cm-widgetBuffer:not([src])");
      // The editor adds its styles to its own root.
      const styles = each instanceof HTMLStyleElement && each.getRootNode() instanceof ShadowRoot;
      const handlers = each.getAttributeNames().some((name) => name.startsWith("on"));
      return (!own && !buffer && !styles && each.matches(names)) || handlers;
    });
    const links = all.filter((each) => {
      const to = each.getAttribute("href") ?? each.getAttribute("src") ?? each.getAttribute("action") ?? "/";
      return !/^(\/|#|https:\/\/example\.com\/)/.test(to) && !each.matches("head *");
    });
    return { pwned: "pwned" in window, elements: [...odd, ...links].map((each) => each.outerHTML.slice(0, 200)) };
  });
  expect(found).toEqual({ pwned: false, elements: [] });
}

test("does nothing that hostile content asks for", async ({ context }) => {
  test.setTimeout(60_000);
  const source = await api.newSource(undefined, EVIL);
  const service = { id: "x", name: EVIL, icon: "javascript:alert(1)" };
  const task = {
    title: `${EVIL} title`,
    preview: EVIL,
    risk_level: "critical",
    risk_warning: EVIL,
    service,
    source_service: { ...service, icon: `<img src=x onerror="window.pwned=1">` },
    action: { type: "send", verb: EVIL, icon: "https://example.com/icon.png" },
    execution_intent: {
      kind: "custom",
      template_id: EVIL,
      display: { action_type: EVIL, target: `javascript:window.pwned=1 ${EVIL}`, warning: `${EVIL} warning` },
    },
    interaction_schema: {
      type: "choice",
      external_url: "https://example.com/%22onmouseover=window.pwned=1",
      guidance: { [EVIL]: EVIL, __proto__x: EVIL },
      deny_reasons: [{ id: "a", label: EVIL }],
      options: [{ id: "o", label: `${EVIL} option`, patches: [{ block_id: "c", op: "replace", value: { [EVIL]: EVIL } }] }],
    },
    metadata: { [EVIL]: EVIL, ["__proto__"]: "x", constructor: EVIL, nested: { [EVIL]: [EVIL] } },
    blocks: [
      { id: "a", type: "markdown", editable: false, label: EVIL, content: MARKDOWN },
      { id: "e", type: "markdown", label: `${EVIL} edited`, content: MARKDOWN },
      { id: "p", type: "plaintext", label: "Plain", editable: false, content: `${EVIL} javascript:window.pwned=1` },
      { id: "b", type: "json", content: JSON.parse(`{"__proto__": "kept", "amount": 1, "<b>": 1}`) as object },
      { id: "c", type: "json", label: "Flat", content: { [EVIL]: EVIL, url: "javascript:window.pwned=1" } },
      { id: "d", type: "json", content: `{"__proto__": "kept", "amount": 12345678901234567890.10}` },
    ],
  };
  const filed = await api.newTask(source, task);
  const page = await context.newPage();
  const dialogs: string[] = [];
  page.on("dialog", (dialog) => {
    dialogs.push(dialog.message());
    void dialog.dismiss();
  });
  await context.request.post("/auth/dev-login", { data: { email: REVIEWER } });
  await page.goto(`/tasks/${filed.id}`);
  await expect(page.getByRole("heading", { level: 1 })).toContainText("onerror");
  const text = page.locator(".markdown");
  await expect(text).toHaveCount(2);
  for (const each of await text.all()) {
    await expect(each).toContainText("<script>");
    const links = await each.locator("a").evaluateAll((found) => found.map((link) => link.getAttribute("href")));
    expect(links.filter((href) => !/^#user-content-fn/.test(href ?? ""))).toEqual(["https://example.com/ok"]);
  }
  await expect(page.getByRole("textbox", { name: "d", exact: true })).toContainText("12345678901234567890.10");
  await expect(page.getByRole("textbox", { name: "b", exact: true })).toContainText("__proto__");
  await page.locator("details.details summary").click();
  await isInert(page);
  for (const each of await page.getByText("inline", { exact: true }).all()) {
    await each.click();
  }
  await page.getByRole("radio", { name: /option/ }).check();
  await expect(page.getByText("The option is saved when you approve.")).toBeVisible();
  await page.getByRole("group", { name: "Views of Flat" }).getByRole("button", { name: "Form" }).click();
  await isInert(page);
  await page.getByRole("group", { name: "Views of Flat" }).getByRole("button", { name: "Compare" }).click();
  await isInert(page);
  await page.keyboard.press("a");
  await expect(page.getByRole("dialog")).toContainText("onerror");
  await isInert(page);
  await page.keyboard.press("Escape");
  await page.keyboard.press("x");
  await page.getByRole("dialog").getByRole("button", { name: EVIL }).click();
  await expect(page.getByRole("textbox", { name: "Reason" })).toHaveValue(EVIL);
  await isInert(page);
  await page.keyboard.press("Control+Enter");
  await page.keyboard.press("Escape");
  await expect(page.getByText("Denied", { exact: true }).first()).toBeVisible();
  await expect(page.getByRole("main")).toContainText(`Reason. ${EVIL}`);
  await isInert(page);
  await api.newTask(source, task);
  await context.request.post("/auth/dev-login", { data: { email: ADMIN } });
  await page.goto(`/tasks/${filed.id}`);
  await expect(page.getByText("denied this task")).toContainText(REVIEWER);
  await isInert(page);
  for (const path of [
    `/?source=${source.id}`,
    `/archive?source=${source.id}`,
    "/setup",
    `/setup/sources/${source.id}`,
    `/setup/sources/${source.id}/connect`,
  ]) {
    await page.goto(path);
    await expect(page.getByText(EVIL).and(page.locator(":visible")).first()).toBeVisible();
    await isInert(page);
  }
  expect(dialogs).toEqual([]);
});

test("takes nobody elsewhere who signs in", async ({ context }) => {
  // The same function refuses the others; it has a test of its own.
  for (const redirect of [URLS[0] as string, "/\\example.com/"]) {
    const page = await context.newPage();
    await page.goto(`/login?redirect=${encodeURIComponent(redirect)}&error=${encodeURIComponent(EVIL)}`);
    await expect(page.getByRole("alert")).toBeVisible();
    await isInert(page);
    await page.getByLabel("E-mail address").fill("jane@acme.test");
    await page.getByRole("button", { name: "Sign in" }).click();
    await expect(page.getByRole("link", { name: "Queue" })).toBeVisible();
    expect(new URL(page.url()).pathname).toBe("/");
    expect(await page.evaluate(() => "pwned" in window)).toBe(false);
    await page.close();
    await context.clearCookies();
  }
});
