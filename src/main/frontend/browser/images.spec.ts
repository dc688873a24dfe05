import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import { ADMIN, api, expect, receiver, signIn, test } from "./service";

/** Takes the pictures in docs/images anew; docs/page.md tells how. */
const images = process.env.HILT_IMAGES ?? join(import.meta.dirname, "../../../../docs/images");

const LOOKS = [
  { name: "light", colorScheme: "light", width: 1280, height: 800 },
  { name: "dark", colorScheme: "dark", width: 1280, height: 800 },
  { name: "phone", colorScheme: "light", width: 390, height: 844 },
  { name: "phone-dark", colorScheme: "dark", width: 390, height: 844 },
] as const;

async function picture(page: Page, name: string) {
  mkdirSync(images, { recursive: true });
  for (const { name: look, colorScheme, ...size } of LOOKS) {
    await page.setViewportSize(size);
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    // Editors are made anew where the width changes; what was typed stands still.
    await page.waitForTimeout(400);
    await page.screenshot({ path: join(images, `${name}-${look}.png`), caret: "hide", animations: "disabled" });
  }
  await page.setViewportSize({ width: 1280, height: 800 });
}

const sources = {
  email: { name: "email-agent", tasks: [] as string[] },
};

test("takes a picture of each page", async ({ browser, context }) => {
  test.setTimeout(180_000);
  const anonymous = await (await browser.newContext({ baseURL: test.info().project.use.baseURL })).newPage();
  await anonymous.goto("/login?error=domain_not_allowed");
  await expect(anonymous.getByLabel("E-mail address")).toBeVisible();
  await picture(anonymous, "login");
  await anonymous.context().close();
});
