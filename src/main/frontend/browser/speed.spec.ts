import type { Page } from "@playwright/test";
import { EMAIL, api, expect, signIn, test } from "./service";

const JANE = "jane@acme.test";
const MANY = 10_000;

/** Other load can only lengthen a measurement, so this waits until the machine is quiet and measures up to three times. */
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

/** Waits, with a limit, until a loop with constant work takes constant time. */
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

/**
 * Measures again while a time is over the limit. The page's own work takes the same time at the same place in each run, so
 * the shortest time of each place counts.
 */
async function within(limit: number, what: string, measure: () => Promise<{ times: number[]; noise: string }>) {
  let least: number[] = [];
  const said: string[] = [];
  do {
    const { times, noise } = await measure();
    least = times.map((time, place) => Math.min(time, least[place] ?? Infinity));
    said.push(`${times.map((each) => each.toFixed(0)).join(" ")} ms, while ${noise}`);
  } while (said.length < TRIES && Math.max(...least) > limit);
  console.log(`    ${what}: ${said.join("; ")}`);
  expect(Math.max(...least), `${what}: ${said.join("; ")}`).toBeLessThanOrEqual(limit);
}

declare global {
  interface Window {
    longTasks: PerformanceEntry[];
    usableAfter?: number;
  }
}

function watchLongTasks() {
  window.longTasks = [];
  new PerformanceObserver((list) => window.longTasks.push(...list.getEntries())).observe({ type: "longtask" });
}

/** Scrolls to an end of the list; returns the row that was reached and the longest task in each tenth of the way. */
async function scrollTo(direction: "end" | "beginning") {
  const step = direction === "end" ? 1000 : -1000;
  const scroller = document.querySelector('ul[aria-label="Tasks"]')?.parentElement as HTMLElement;
  const lastRow = () => Number(scroller.querySelector("li:last-of-type")?.getAttribute("aria-posinset"));
  const frame = () => new Promise((drawn) => requestAnimationFrame(drawn));
  const begun: number[] = [];
  let moved = performance.now();
  // At the end of the loaded rows it waits for more.
  while (performance.now() - moved < 5000 && !(direction === "end" && lastRow() >= 10_000)) {
    const before = scroller.scrollTop;
    scroller.scrollTop += step;
    if (scroller.scrollTop !== before) {
      moved = performance.now();
    } else if (direction === "beginning") {
      break;
    }
    begun[Math.min(9, Math.floor(lastRow() / 1000))] ??= performance.now();
    await frame();
  }
  const row = lastRow();
  // The last ones are reported a moment later.
  await new Promise((told) => setTimeout(told, 300));
  const longest: number[] = Array.from({ length: 10 }, () => 0);
  for (const { startTime, duration } of window.longTasks.splice(0)) {
    const before = begun.map((time, tenth) => ({ time, tenth })).filter(({ time }) => time <= startTime);
    const { tenth } = before.reduce((last, each) => (each.time > last.time ? each : last), { time: 0, tenth: 0 });
    longest[tenth] = Math.max(longest[tenth] ?? 0, duration);
  }
  return { row, longest };
}

test("scrolls through 10,000 tasks without a long task over 100 ms", async ({ context }) => {
  test.setTimeout(180_000);
  const page = await signIn(context, JANE);
  await page.addInitScript(watchLongTasks);
  await within(100, "the longest task while 10,000 rows are scrolled", async () => {
    await page.goto(`/?source=${source.id}`);
    await expect(page.getByRole("list", { name: "Tasks" }).getByRole("link").first()).toBeVisible();
    await expect(page.getByText("live", { exact: true })).toBeVisible();
    const noise = await calm(page);
    await page.evaluate(() => window.longTasks.splice(0));
    const down = await page.evaluate(scrollTo, "end" as const);
    expect(down.row).toBeGreaterThanOrEqual(MANY);
    // With all of them loaded, one more arrives.
    await api.newTask(source, { ...EMAIL, title: "One more", priority: "HIGH" });
    const fresh = page.getByRole("button", { name: "1 new" });
    await expect(fresh).toBeVisible();
    await page.waitForTimeout(300);
    const arriving = await page.evaluate(() => Math.max(0, ...window.longTasks.splice(0).map((task) => task.duration)));
    const up = await page.evaluate(scrollTo, "beginning" as const);
    await expect(fresh).toBeHidden();
    return { times: [...down.longest, arriving, ...up.longest], noise };
  });
});

/** Measures when a row is visible and the j key selects it. */
function watchForUse() {
  const look = () => {
    const row = document.querySelector<HTMLElement>('ul[aria-label="Tasks"] a');
    if (row?.classList.contains("selected")) {
      window.usableAfter = performance.now();
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
    const context = await browser.newContext({ baseURL });
    const page = await signIn(context, JANE);
    const noise = await calm(page);
    await page.addInitScript(watchForUse);
    await page.goto("/");
    await page.waitForFunction(() => window.usableAfter !== undefined);
    const time = await page.evaluate(() => window.usableAfter ?? Infinity);
    const rows = page.getByRole("list", { name: "Tasks" }).getByRole("link");
    await expect(rows.first()).toHaveClass(/selected/);
    await page.keyboard.press("j");
    await expect(rows.nth(1)).toHaveClass(/selected/);
    await context.close();
    return { times: [time], noise };
  });
});
