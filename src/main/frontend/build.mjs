// Run by Maven. A step runs only if one of its inputs has changed.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const target = join(here, "../../../target");
const contract = join(here, "../../../openapi/hilt-review-openapi.yaml");
const [major, minor] = process.versions.node.split(".").map(Number);
const windows = process.platform === "win32";

function files(directory) {
  return readdirSync(directory, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .sort();
}

function hash(paths) {
  const sum = createHash("sha256");
  for (const path of paths) {
    sum.update(path).update("\0").update(readFileSync(path)).update("\0");
  }
  return sum.digest("hex");
}

function step(stamp, inputs, made, run) {
  const now = hash(inputs);
  if (existsSync(made) && existsSync(stamp) && readFileSync(stamp, "utf8") === now) {
    return;
  }
  rmSync(stamp, { force: true });
  run();
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, now);
}

function npm(...args) {
  execFileSync(windows ? "npm.cmd" : "npm", args, { cwd: here, stdio: "inherit", shell: windows });
}

function tool(script, ...args) {
  execFileSync(process.execPath, [join(here, "node_modules", script), ...args], { cwd: here, stdio: "inherit" });
}

function sources() {
  const tops = readdirSync(here, { withFileTypes: true }).filter((entry) => entry.isFile());
  return [...tops.map((entry) => join(here, entry.name)), ...files(join(here, "src")), contract];
}

function install() {
  const lock = join(here, "package-lock.json");
  step(join(here, "node_modules/.installed"), [lock], join(here, "node_modules"), () => npm("ci", "--no-audit", "--no-fund", "--loglevel=error"));
}

function page() {
  const types = join(here, "src/contract/schema.gen.d.ts");
  step(join(target, "page/types.stamp"), [contract, join(here, "package-lock.json")], types, () =>
    tool("openapi-typescript/bin/cli.js", contract, "--output", types),
  );
  step(join(target, "page/build.stamp"), sources(), join(target, "classes/page/index.html"), () => {
    tool("typescript/bin/tsc", "--noEmit");
    tool("vite/bin/vite.js", "build", "--logLevel", "warn");
  });
}

function tests() {
  const stamp = join(target, "page/tests.stamp");
  step(stamp, sources(), stamp, () => tool("vitest/vitest.mjs", "run"));
}

const [, , task, skipped] = process.argv;
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(
    `The page needs Node 20.19 or newer, and this is ${process.version}. -DskipFrontend builds the service alone.`,
  );
  process.exit(1);
}
try {
  if (task === "page") {
    install();
    page();
  } else if (task === "tests" && skipped !== "true") {
    tests();
  }
} catch (failed) {
  // The tool itself has printed what went wrong.
  console.error(failed.message);
  process.exit(1);
}
