import { defineConfig } from "@playwright/test";

/** Projects may run side by side. */
const project = (name: string, testMatch: string | RegExp) => ({
  name,
  testMatch,
  outputDir: `../../../target/browser-tests/${name}`,
});

/** Runs the machine's Chromium against a running service; BrowserTests starts both. Files of one project run serially. */
export default defineConfig({
  testDir: "browser",
  workers: 1,
  // The machine may be busy with other tests. A test that passes only on the retry is listed as flaky.
  retries: 1,
  timeout: 30_000,
  expect: { timeout: 7000 },
  reporter: "list",
  projects: [
    project("page", /^(?!.*(access|speed|sign-in|images|odd)\.spec).*\.spec\.ts$/),
    project("access", "access.spec.ts"),
    project("speed", "speed.spec.ts"),
    project("sign-in", "sign-in.spec.ts"),
    project("images", "images.spec.ts"),
    project("odd", "odd.spec.ts"),
  ],
  use: {
    baseURL: process.env.HILT_URL ?? "http://127.0.0.1:3000",
    locale: "en-GB",
    timezoneId: "UTC",
    viewport: { width: 1280, height: 800 },
    screenshot: "only-on-failure",
    launchOptions: {
      executablePath: process.env.HILT_CHROMIUM ?? "/usr/bin/chromium",
      args: [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-dev-shm-usage",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
      ],
    },
  },
});
