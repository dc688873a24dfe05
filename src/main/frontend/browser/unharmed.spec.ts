import type { Page } from "@playwright/test";
import { ADMIN, api, expect, signIn, test } from "./service";

/** Pseudo-random numbers, the same in each run. */
function generator(seed: number) {
  return (below: number) => {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    return Math.floor((seed / 2 ** 32) * below);
  };
}

type Next = (below: number) => number;
const one = <T>(next: Next, of: readonly T[]) => of[next(of.length)] as T;

const PIECES = [
  "word", "two words", "", " ", "\t", "\r\n", "\n", "\r", "\r\n\r\n", "\u2028", "\u200b", "\u202etxt\u202c", "\ufeff", "\u00ad",
  "e\u0301", "👩‍👩‍👧", "🏴\u{e0067}\u{e0062}\u{e007f}", "إلى", "שלום", "日本", "**bold**", "[//]: # (gone)", "<b>&amp;</b>", "\\", '"', "`a`", "| a | b |",
];
const NUMBERS = ["0", "-0", "1.10", "1e5", "-1E-7", "12345678901234567890123.450", "0.1000000000000000055", "9007199254740993", "100000000000000000000"];

/** A text of at least two lines, one of which has another line end than the editor's. */
function textFrom(next: Next): string {
  const some = () => Array.from({ length: 1 + next(6) }, () => one(next, PIECES)).join("");
  return `${some()}${one(next, ["\r\n", "\r"])}${some()}x`;
}

function documentFrom(next: Next, depth = 0): string {
  switch (depth > 2 ? next(3) : next(5)) {
    case 0:
      return one(next, NUMBERS);
    case 1:
      return JSON.stringify(one(next, ["", "إلى", "👩‍👩‍👧", "a.b", "1.10", "\\", '"']));
    case 2:
      return one(next, ["true", "false", "null"]);
    case 3:
      return `[${Array.from({ length: next(4) }, () => documentFrom(next, depth + 1)).join(",")}]`;
    default:
      return `{${[...new Set(Array.from({ length: next(4) }, () => one(next, ["10", "2", "a", "__proto__", "rawJSON", "إلى"])))]
        .map((name) => `${JSON.stringify(name)}:${documentFrom(next, depth + 1)}`)
        .join(",")}}`;
  }
}

async function typeAt(page: Page, label: string, after: number) {
  await page.getByRole("textbox", { name: label, exact: true }).click();
  await page.keyboard.press("Control+Home");
  for (let at = 0; at < after; at += 1) {
    await page.keyboard.press("ArrowRight");
  }
  await page.keyboard.type("§");
}

/** Types into a value of the JSON text, wherever it is. */
async function typeBefore(page: Page, value: string) {
  const shown = await page.getByRole("textbox", { name: "Payment" }).innerText();
  await typeAt(page, "Payment", shown.indexOf(`"${value}"`) + 1);
}

/** Numbers as the service writes them: with all digits, without exponents. */
const written = (document: string) =>
  document.replace(/(?<=[:[,])(1e5|-1E-7|-0)(?=[,\]}])/g, (number) => ({ "1e5": "100000", "-1E-7": "-0.0000001" })[number] ?? "0");

/** The current text of each block. */
const workingOf = (task: Awaited<ReturnType<typeof api.task>>) =>
  Object.fromEntries((task.blocks_working as { id: string; content: unknown }[]).map(({ id, content }) => [id, content]));

/** What may happen between the first key and the last. */
const EVENTS = ["reload", "conflict", "choose", "take back"] as const;

/** One or more of them, in any order. */
function path(next: Next): (typeof EVENTS)[number][] {
  const left = [...EVENTS];
  return Array.from({ length: 1 + next(EVENTS.length) }, () => left.splice(next(left.length), 1)).flat();
}

const LABELS = { body: "Body", note: "Note" };

// Text that the reviewer did not type is sent exactly as the agent, the option or another reviewer wrote it, even beside
// typed text in the same block.
for (const seed of [4, 5, 6, 8]) {
  const next = generator(seed * 7919);
  const events = path(next);
  test(`leaves alone what nobody typed, ${seed}: ${events.join(", ")}`, async ({ context, browser }) => {
    const texts = { body: textFrom(next), note: textFrom(next), still: textFrom(next), fixed: textFrom(next) };
    const theirs = { typed: `Sam: ${textFrom(next)}`, still: textFrom(next) };
    const offered = { fixed: textFrom(next), numbers: `{"all":[${NUMBERS}],"rest":${documentFrom(next)}}` };
    const numbers = `{"n":${one(next, NUMBERS)},"gone":${documentFrom(next)}}`;
    const document = `{"note":"x","all":[${NUMBERS}],"rest":${documentFrom(next)}}`;
    const task = await api.newTask(
      await api.newSource(),
      {
        title: "Odd",
        risk_level: "low",
        interaction_schema: {
          type: "choice",
          require_confirmation: false,
          options: [
            {
              id: "other",
              label: "Other",
              patches: [
                { block_id: "fixed", op: "replace", value: offered.fixed },
                { block_id: "numbers", op: "replace", value: "@offered" },
              ],
            },
          ],
        },
        blocks: [
          { id: "body", type: "markdown", label: "Body", content: texts.body },
          { id: "note", type: "plaintext", label: "Note", content: texts.note },
          { id: "still", type: "plaintext", label: "Still", content: texts.still },
          { id: "fixed", type: "plaintext", label: "Fixed", content: texts.fixed, editable: false },
          { id: "numbers", type: "json", label: "Numbers", content: "@numbers", editable: false },
          { id: "json", type: "json", label: "Payment", content: "@document" },
        ],
      },
      (body) => body.replace(/"@(offered|numbers|document)"/g, (_, which) => ({ offered: offered.numbers, numbers, document })[which as "numbers"]),
    );
    const page = await signIn(context, ADMIN);
    page.on("dialog", (dialog) => void dialog.accept());
    const sam = (await signIn(await browser.newContext({ baseURL: test.info().project.use.baseURL }), "sam@acme.test")).context();
    await page.goto(`/tasks/${task.id}`);
    const typed = one(next, ["body", "note"] as const);
    const expected: Record<string, string> = { ...texts, [typed]: `§${texts[typed]}`, numbers, json: document.replace('"x"', '"§§x"') };
    await typeAt(page, LABELS[typed], 0);
    await typeBefore(page, "x");

    for (const event of events) {
      if (event === "reload") {
        await page.reload();
      } else if (event === "choose") {
        await page.getByLabel("Other").check();
        Object.assign(expected, offered);
      } else if (event === "take back") {
        await page.getByLabel("Other").check();
        await page.getByLabel("As proposed").check();
        Object.assign(expected, { fixed: texts.fixed, numbers });
      } else {
        // Otherwise the other edit arrives with the response to the earlier save, and nothing conflicts.
        await expect.poll(async () => workingOf(await api.task(task.id))).toMatchObject({ [typed]: expected[typed], json: { note: "§x" } });
        const data = { blocks: [{ id: typed, content: theirs.typed }, { id: "still", content: theirs.still }] };
        await page.route(
          "**/blocks",
          async (route) => {
            await sam.request.patch(`/review-tasks/${task.id}/blocks`, { data });
            await route.continue();
          },
          { times: 1 },
        );
        await typeAt(page, LABELS[typed], 0);
        const mine = next(2) === 0;
        await page.getByRole("button", { name: mine ? "Keep mine" : "Take theirs" }).click();
        Object.assign(expected, { still: theirs.still, [typed]: mine ? `§${expected[typed]}` : theirs.typed });
      }
    }
    // At once, as on a slow machine: the text that was typed last counts as well.
    await (await context.newCDPSession(page)).send("Emulation.setCPUThrottlingRate", { rate: 6 });
    await typeBefore(page, "§x");
    await page.keyboard.press("Escape");
    await page.keyboard.press("a");
    if (events.indexOf("conflict") > events.indexOf("reload")) {
      // Changes that others made since the page was opened are shown before the approval.
      const dialog = page.getByRole("dialog", { name: "Approve this?" });
      await dialog.getByRole("button", { name: "Approve" }).click();
    }
    await expect.poll(async () => (await api.task(task.id)).status).toBe("APPROVED");
    const raw = await api.text(`/review-tasks/${task.id}`);
    const final = (JSON.parse(raw) as { blocks_final: { id: string; content: string }[] }).blocks_final;
    const documents = raw.slice(raw.indexOf('"blocks_final"'), raw.indexOf('"diff"'));
    for (const [id, text] of Object.entries(expected)) {
      if (id === "numbers" || id === "json") {
        expect(documents).toContain(`"content":${written(text)}`);
      } else {
        expect(final.find((each) => each.id === id)?.content, id).toBe(text);
      }
    }
    await sam.close();
  });
}
