import { type Page } from "@playwright/test";
import { ADMIN, api, expect, look, signIn, test } from "./service";

const BIG = "12345678901234567890123.450";

/** A task whose document must be kept as given, with its digits and the order of its members. */
async function open(page: Page, document: string, text?: string) {
  const more = text === undefined ? [] : [{ id: "t", type: "json", label: "Text", content: text }];
  const task = await api.newTask(
    await api.newSource(),
    { title: "Pay", risk_level: "medium", blocks: [{ id: "p", type: "json", label: "Payment", content: "@" }, ...more] },
    (body) => body.replace('"@"', document),
  );
  await page.goto(`/tasks/${task.id}`);
  await expect(page.getByRole("textbox", { name: "Payment" })).toBeVisible();
  return task;
}

async function type(page: Page, document: string) {
  const editor = page.getByRole("textbox", { name: "Payment" });
  await editor.click();
  for (const key of ["Control+a", "Delete"]) {
    await page.keyboard.press(key);
  }
  await page.keyboard.type(document);
  await expect(editor).toHaveText(document);
  await saved(page);
}

const saved = (page: Page) => expect(page.getByText(/^saved/)).toBeVisible();
const member = (page: Page, name: string) => page.getByRole("group", { name: "Payment", exact: true }).getByLabel(name);

async function approve(page: Page) {
  await look(page);
  await page.getByRole("button", { name: /^Approve/ }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Approve" }).click();
  await expect(page.getByText("Approved", { exact: true }).first()).toBeVisible();
}

/** What the executor receives, without white space. */
async function finalOf(task: { id: string }) {
  const text = await api.text(`/review-tasks/${task.id}`);
  const from = text.indexOf('"content":', text.indexOf('"blocks_final"')) + '"content":'.length;
  return text.slice(from, text.indexOf("}", from) + 1).replace(/\s/g, "");
}

test("numbers survive edits that follow each other, digit by digit, with members in their order", async ({ context }) => {
  const page = await signIn(context, ADMIN);
  const task = await open(page, `{"amount":450,"note":"x","10":1.10,"2":${BIG},"e":1e5}`);
  await type(page, `{"amount":4500,"note":"x","10":1.10,"2":${BIG},"e":1e5}`);
  await type(page, `{"amount":4500,"note":"y","10":1.10,"2":${BIG},"e":1e5}`);
  await page.reload();
  await expect(page.getByRole("textbox", { name: "Payment" })).toContainText(`"2": ${BIG}`);
  await approve(page);
  expect(await finalOf(task)).toMatch(new RegExp(`^{"amount":4500,"note":"y","10":1\\.10,"2":${BIG.replace(".", "\\.")},"e":1(e5|E\\+?5|00000)}$`));
});

test("a number that the form changed survives the next edit, and so does one beside it, also in a text", async ({ context }) => {
  const page = await signIn(context, ADMIN);
  const task = await open(page, `{"amount":450,"note":"x","price":1.10,"big":${BIG}}`, `{"amount": ${BIG}, "note": "x"}`);
  await page.getByRole("group", { name: "Views of Text" }).getByRole("button", { name: "Form" }).click();
  await page.getByRole("group", { name: "Text", exact: true }).getByLabel("note").fill("checked");
  await page.getByRole("group", { name: "Views of Payment" }).getByRole("button", { name: "Form" }).click();
  await member(page, "amount").fill("4500.0");
  await saved(page);
  await member(page, "note").fill("y");
  await expect.poll(async () => JSON.stringify(await api.task(task.id))).toContain('"y"');
  await approve(page);
  expect(await finalOf(task)).toBe(`{"amount":4500.0,"note":"y","price":1.10,"big":${BIG}}`);
  expect((await api.task(task.id)).blocks_final).toMatchObject([{}, { content: `{"amount": ${BIG}, "note": "checked"}` }]);
});

test("a number that another reviewer changed stays a number", async ({ context, browser }) => {
  const page = await signIn(context, ADMIN);
  const other = await signIn(await browser.newContext(), "sam@acme.test");
  const task = await open(page, `{"amount":450,"note":"x"}`);
  await other.goto(`/tasks/${task.id}`);
  await type(other, `{"amount":4500,"note":"x"}`);
  await expect(page.getByRole("textbox", { name: "Payment" })).toContainText("4500");
  await type(page, `{"amount":4500,"note":"y"}`);
  await approve(page);
  expect(await finalOf(task)).toBe(`{"amount":4500,"note":"y"}`);
  await other.context().close();
});

test("edits and decisions pass a proxy that weakens or drops the tag", async ({ context }) => {
  for (const change of [(tag: string) => `W/${tag}`, (tag: string) => tag.replace(/"$/, '-gzip"'), () => undefined]) {
    const page = await signIn(context, ADMIN);
    await page.route(/\/review-tasks\//, async (route) => {
      if (route.request().url().endsWith("/stream")) {
        return route.continue();
      }
      const answer = await route.fetch();
      const { etag, ...headers } = answer.headers();
      const changed = etag === undefined ? undefined : change(etag);
      return route.fulfill({ response: answer, headers: changed === undefined ? headers : { ...headers, etag: changed } });
    });
    const task = await open(page, `{"amount":450}`);
    await type(page, `{"amount":4500}`);
    await approve(page);
    expect(await finalOf(task)).toBe(`{"amount":4500}`);
    await page.close();
  }
});
