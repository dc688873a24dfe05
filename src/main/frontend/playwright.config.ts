import { defineConfig } from "@playwright/test";

/** Drives the Chromium of the machine against a service that runs; BrowserTests starts both. */
export default defineConfig({
  testDir: "browser",
  outputDir: "../../../target/browser-tests",
  workers: 1,
  timeout: 30_000,
  expect: { timeout: 7000 },
  reporter: "list",
  projects: [
    { name: "page", testIgnore: ["sign-in.spec.ts", "images.spec.ts", "odd.spec.ts"] },
    { name: "sign-in", testMatch: "sign-in.spec.ts" },
    { name: "images", testMatch: "images.spec.ts" },
    { name: "odd", testMatch: "odd.spec.ts" },
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
