import type { BrowserContext, Page } from "@playwright/test";
import { EMAIL, api, expect, signIn, test } from "./service";

const JANE = "jane@acme.test";
const MANY = 10_000;

/** Others who use the machine can only lengthen what is measured: so it is measured when they are quiet, and up to three times. */
const TRIES = 3;

const LEVELS = ["low", "medium", "high", "critical"];
const PRIORITIES = ["HIGH", "NORMAL", "NORMAL", "LOW"];

let source: { id: string };

test.beforeAll(async () => {
  test.setTimeout(120_000);
  source = await api.newSource();
  let filed = 0;
  const file = async () => {
    while (filed < MANY) {
      filed += 1;
      await api.newTask(source, {
        ...EMAIL,
        title: `Proposal number ${filed}`,
        risk_level: LEVELS[filed % LEVELS.length],
        priority: PRIORITIES[(filed >> 2) % PRIORITIES.length],
      });
    }
  };
  await Promise.all(Array.from({ length: 8 }, file));
});

/** Waits, though not for ever, until a loop that always takes the same work takes the same time. */
async function calm(page: Page): Promise<string> {
  return page.evaluate(async () => {
    const loop = (turns: number) => {
      const from = performance.now();
      let sum = 0;
      for (let i = 0; i < turns; i += 1) {
        sum += Math.sqrt(i);
      }
      return sum < 0 ? 0 : performance.now() - from;
    };
    let turns = 100_000;
    while (loop(turns) < 8) {
      turns *= 2;
    }
    for (let second = 0; ; second += 1) {
      const times: number[] = [];
      for (let i = 0; i < 40; i += 1) {
        times.push(loop(turns));
        await new Promise((next) => setTimeout(next));
      }
      times.sort((a, b) => a - b);
      const [usual, worst] = [times[20] ?? 0, times[39] ?? 0];
      if (worst - usual < 10 || second === 10) {
        return `a loop of ${usual.toFixed(0)} ms took up to ${worst.toFixed(0)} ms`;
      }
    }
  });
}

/** The smallest of what was measured; measured again while it is over the limit. */
async function within(limit: number, what: string, measure: () => Promise<[number, string]>) {
  const found: string[] = [];
  let least = Infinity;
  while (found.length < TRIES && least > limit) {
    const [milliseconds, noise] = await measure();
    least = Math.min(least, milliseconds);
    found.push(`${milliseconds.toFixed(0)} ms (${noise})`);
  }
  console.log(`    ${what}: ${found.join(", ")}`);
  expect(least, found.join(", ")).toBeLessThanOrEqual(limit);
}

test("scrolls through 10,000 tasks without a long task over 100 ms", async ({ context }) => {
  test.setTimeout(120_000);
  const page = await signIn(context, JANE);
  await page.addInitScript(() => {
    const seen: number[] = [];
    new PerformanceObserver((list) => seen.push(...list.getEntries().map((entry) => entry.duration))).observe({
      type: "longtask",
      buffered: true,
    });
    Object.assign(window, { longTasks: seen });
  });
  await within(100, "the longest task while 10,000 rows are scrolled", async () => {
    await page.goto(`/?source=${source.id}`);
    await expect(page.getByRole("list", { name: "Tasks" }).getByRole("link").first()).toBeVisible();
    await expect(page.getByText("live", { exact: true })).toBeVisible();
    const noise = await calm(page);
    const scroll = (direction: 1 | -1) =>
      page.evaluate(async (direction) => {
        const scroller = document.querySelector('ul[aria-label="Tasks"]')?.parentElement as HTMLElement;
        const last = () => Number(scroller.querySelector("li:last-of-type")?.getAttribute("aria-posinset"));
        const from = performance.now();
        let still = performance.now();
        // Down it waits for what is still being loaded.
        while (performance.now() - still < 1500 && performance.now() - from < 60_000) {
          const before = scroller.scrollTop;
          scroller.scrollTop += direction * 1200;
          if (scroller.scrollTop !== before) {
            still = performance.now();
          } else if (direction < 0 || last() >= 10_000) {
            break;
          }
          await new Promise((drawn) => requestAnimationFrame(drawn));
        }
        return last();
      }, direction);
    const begin = () => page.evaluate(() => ((window as unknown as { longTasks: number[] }).longTasks.length = 0));
    await begin();
    expect(await scroll(1), "the last row that was reached").toBeGreaterThanOrEqual(MANY);
    // With all of them loaded, one more arrives.
    await api.newTask(source, { ...EMAIL, title: "One more", priority: "HIGH" });
    const fresh = page.getByRole("button", { name: "1 new" });
    await expect(fresh).toBeVisible();
    await scroll(-1);
    await expect(fresh).toBeHidden();
    const longest = await page.evaluate(async () => {
      await new Promise((told) => setTimeout(told, 200));
      return Math.max(0, ...(window as unknown as { longTasks: number[] }).longTasks);
    });
    return [longest, noise];
  });
});

/** When a row was there to be seen, and the j key had selected it. */
function watchForUse() {
  const look = () => {
    const row = document.querySelector<HTMLElement>('ul[aria-label="Tasks"] a');
    if (row?.classList.contains("selected")) {
      Object.assign(window, { usableAfter: performance.now() });
      return;
    }
    if (row?.checkVisibility()) {
      document.dispatchEvent(new KeyboardEvent("keydown", { key: "j", bubbles: true, cancelable: true }));
    }
    requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}

test("has its queue in use within 1.5 s of a cold load", async ({ browser }) => {
  const { baseURL } = test.info().project.use;
  await within(1500, "from a cold load to a queue in use", async () => {
    const context: BrowserContext = await browser.newContext({ baseURL });
    const page = await signIn(context, JANE);
    const noise = await calm(page);
    await page.addInitScript(watchForUse);
    await page.goto("/");
    const usable = page.waitForFunction(() => (window as { usableAfter?: number }).usableAfter);
    const after = (await (await usable).jsonValue()) as number;
    await page.keyboard.press("j");
    const rows = page.getByRole("list", { name: "Tasks" }).getByRole("link");
    await expect(rows.nth(1)).toHaveClass(/selected/);
    await context.close();
    return [after, noise];
  });
});
