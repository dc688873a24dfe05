import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { gzipSync } from "node:zlib";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";
import type { Plugin } from "vite";

const outDir = resolve(import.meta.dirname, "../../../target/classes/page");
const service = process.env.HILT_URL ?? "http://127.0.0.1:3000";

/** Writes a gzip file beside each asset; the service sends it to browsers that accept gzip. */
function compressed(): Plugin {
  return {
    name: "compressed",
    apply: "build",
    closeBundle() {
      const assets = join(outDir, "assets");
      for (const name of readdirSync(assets).filter((each) => /\.(js|css|svg)$/.test(each))) {
        writeFileSync(join(assets, `${name}.gz`), gzipSync(readFileSync(join(assets, name)), { level: 9 }));
      }
    },
  };
}

export default defineConfig({
  plugins: [react(), compressed()],
  build: {
    outDir,
    emptyOutDir: true,
    target: ["chrome114", "firefox135", "safari18.4"],
    // The content security policy does not permit data URLs.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // The editor is large, and is loaded only when a task needs it.
    chunkSizeWarningLimit: 900,
  },
  server: {
    proxy: Object.fromEntries(
      ["/auth", "/review-tasks", "/sources", "/api-keys", "/stats", "/health", "/docs", "/openapi.yaml"].map((path) => [
        path,
        { target: service, changeOrigin: false },
      ]),
    ),
  },
  test: {
    include: ["src/**/*.test.ts"],
    // Reads numbers as they were written: browsers support it, and Node from 22 on.
    execArgv: process.versions.node.startsWith("20.") ? ["--harmony-json-parse-with-source"] : [],
  },
});
