import type { Diff } from "../api/client";
import { isNumber, print } from "../api/json";
import { type Line, markWords, whole } from "./words";

type Patch = NonNullable<Diff["json_patches"]>[number]["patch"];

/** An operation of a JSON patch, with the previous value at its path. */
export interface Operation {
  op: string;
  path: string;
  from?: string;
  before?: unknown;
  after?: unknown;
}

/** A longer value is shown on lines of its own. */
const SHORT = 60;

/** Applies the patch, since each path refers to the document after the previous operations. */
export function withOldValues(original: unknown, patch: Patch): Operation[] {
  const root = { document: copyOf(original) };
  return patch.map(({ op, path, from, value }) => {
    const operation: Operation = { op, path };
    if (from !== undefined) {
      operation.from = from;
    }
    if (op !== "add" && op !== "test") {
      operation.before = op === "move" || op === "copy" ? valueAt(root, from ?? "") : valueAt(root, path);
    }
    if (op === "add" || op === "replace" || op === "test") {
      operation.after = value;
    }
    apply(root, operation);
    return operation;
  });
}

/** How it is shown: on one line if the values are short, else as removed and added lines. */
export function linesOf({ before, after }: Operation): Line[] | undefined {
  if ([before, after].every((value) => value === undefined || inBrief(value).length <= SHORT)) {
    return undefined;
  }
  const lines = [...linesLike("removed", before), ...linesLike("added", after)];
  markWords(lines);
  return lines;
}

export function inBrief(value: unknown): string {
  return JSON.stringify(value) ?? "";
}

function linesLike(kind: Line["kind"], value: unknown): Line[] {
  return value === undefined ? [] : print(value).split("\n").map((text) => ({ kind, parts: whole(text), json: true }));
}

type Holder = Record<string, unknown> | unknown[];

function apply(root: { document: unknown }, { op, path, from, before, after }: Operation) {
  if (op === "remove" || op === "move") {
    remove(root, from ?? path);
  }
  if (op === "replace") {
    put(root, path, after, false);
  } else if (op === "add") {
    put(root, path, after, true);
  } else if (op === "move" || op === "copy") {
    put(root, path, before, true);
  }
}

function placeOf(root: { document: unknown }, path: string): { holder: Holder; name: string } | undefined {
  let holder: unknown = root;
  const names = ["document", ...path.split("/").slice(1).map(unescaped)];
  for (const name of names.slice(0, -1)) {
    holder = memberOf(holder, name);
  }
  return isHolder(holder) ? { holder, name: names.at(-1) as string } : undefined;
}

function unescaped(name: string): string {
  return name.replaceAll("~1", "/").replaceAll("~0", "~");
}

function valueAt(root: { document: unknown }, path: string): unknown {
  const place = placeOf(root, path);
  return place && memberOf(place.holder, place.name);
}

function put(root: { document: unknown }, path: string, value: unknown, insert: boolean) {
  const place = placeOf(root, path);
  const copy = copyOf(value);
  if (place && Array.isArray(place.holder)) {
    const at = place.name === "-" ? place.holder.length : Number(place.name);
    place.holder.splice(at, insert ? 0 : 1, copy);
  } else if (place) {
    set(place.holder, place.name, copy);
  }
}

function remove(root: { document: unknown }, path: string) {
  const place = placeOf(root, path);
  if (place && Array.isArray(place.holder)) {
    place.holder.splice(Number(place.name), 1);
  } else if (place) {
    Reflect.deleteProperty(place.holder, place.name);
  }
}

function memberOf(holder: unknown, name: string): unknown {
  return isHolder(holder) && Object.hasOwn(holder, name) ? (holder as Record<string, unknown>)[name] : undefined;
}

function isHolder(value: unknown): value is Holder {
  return typeof value === "object" && value !== null && !isNumber(value);
}

/** Not by assignment: a member may be called __proto__. */
function set(holder: Holder, name: string, value: unknown) {
  Object.defineProperty(holder, name, { value, writable: true, enumerable: true, configurable: true });
}

function copyOf(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(copyOf);
  }
  return isHolder(value) ? Object.fromEntries(Object.entries(value).map(([name, each]) => [name, copyOf(each)])) : value;
}
