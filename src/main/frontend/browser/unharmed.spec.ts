import type { Page } from "@playwright/test";
import { ADMIN, api, expect, signIn, test } from "./service";

/** Numbers that look random and are the same in each run. */
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

function textFrom(next: Next): string {
  const text = Array.from({ length: 2 + next(12) }, () => one(next, PIECES)).join("");
  return text.trim() ? text : `${text}x`;
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

// What nobody typed comes out as the agent filed it, byte by byte, also beside what was typed in the same block.
for (let seed = 1; seed <= 6; seed += 1) {
  test(`leaves alone what nobody typed, ${seed}`, async ({ context }) => {
    const next = generator(seed * 7919);
    const texts = { body: textFrom(next), note: textFrom(next), still: textFrom(next) };
    const document = `{"note":"x","rest":${documentFrom(next)}}`;
    const task = await api.newTask(
      await api.newSource(),
      {
        title: "Odd",
        risk_level: "low",
        blocks: [
          { id: "body", type: "markdown", label: "Body", content: texts.body },
          { id: "note", type: "plaintext", label: "Note", content: texts.note },
          { id: "still", type: "plaintext", label: "Still", content: texts.still },
          { id: "json", type: "json", label: "Payment", content: "@" },
        ],
      },
      (body) => body.replace('"@"', () => document),
    );
    const page = await signIn(context, ADMIN);
    await page.goto(`/tasks/${task.id}`);
    await (await context.newCDPSession(page)).send("Emulation.setCPUThrottlingRate", { rate: 6 });
    const typed = one(next, ["body", "note"] as const);
    await typeAt(page, typed === "body" ? "Body" : "Note", 0);
    const shown = await page.getByRole("textbox", { name: "Payment" }).innerText();
    await typeAt(page, "Payment", shown.indexOf('"x"') + 1);
    // At once: what was typed last counts as well.
    await page.keyboard.press("Escape");
    await page.keyboard.press("a");
    await expect.poll(async () => (await api.task(task.id)).status).toBe("APPROVED");
    const raw = await api.text(`/review-tasks/${task.id}`);
    const final = (JSON.parse(raw) as { blocks_final: { id: string; content: string }[] }).blocks_final;
    for (const [id, text] of Object.entries(texts)) {
      expect(final.find((each) => each.id === id)?.content).toBe(id === typed ? `§${text}` : text);
    }
    const content = raw.slice(raw.indexOf('"blocks_final"')).replace(/\s/g, "");
    expect(content).toContain(`"content":${document.replace('"x"', '"§x"')}`);
  });
}
