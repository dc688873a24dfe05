import { type Node, type JSONPath, applyEdits, findNodeAtLocation, format, modify, parseTree } from "jsonc-parser";

/**
 * JSON whose numbers keep every digit. A number that a task's blocks hold stays the text that the agent wrote, also
 * where a double could not hold it.
 */
export interface RawNumber {
  readonly rawJSON: string;
}

interface ExactJson {
  rawJSON(text: string): RawNumber;
  isRawJSON(value: unknown): value is RawNumber;
  parse(text: string, reviver: (key: string, value: unknown, context: { source?: string }) => unknown): unknown;
}

const exact = JSON as unknown as ExactJson;

export const browserIsExact = typeof exact.rawJSON === "function";

export function parseExact(text: string): unknown {
  return exact.parse(text, (_key, value, context) =>
    typeof value === "number" ? exact.rawJSON(context.source ?? String(value)) : value,
  );
}

/**
 * A JSON document as the text that the agent filed or a reviewer typed. It is sent as it stands and never rebuilt from
 * parsed values, so that digits and the order of members survive every way through the page.
 */
export class JsonDocument {
  constructor(readonly text: string) {}
}

const LAYOUT = { insertSpaces: true, tabSize: 2, eol: "\n" };

/** The same document with line breaks and indentation for reading; its tokens stay what they are. */
export function laidOut(text: string): string {
  return applyEdits(text, format(text, undefined, LAYOUT));
}

/** The same document without the blanks between its tokens. */
export function compact(text: string): string {
  return text.replace(/("[^"\\]*(?:\\.[^"\\]*)*")|\s+/g, (_, string: string | undefined) => string ?? "");
}

/** The document with another value for one member of its root object; everything else stays as written. */
export function withValue(text: string, member: string, value: unknown): string {
  return applyEdits(text, modify(text, [member], value, { formattingOptions: LAYOUT }));
}

/** Finds the source text of values in a JSON text. */
export class SourceText {
  private readonly root: Node | undefined;

  constructor(private readonly text: string) {
    this.root = parseTree(text);
  }

  documentAt(path: JSONPath): JsonDocument {
    const node = this.root && findNodeAtLocation(this.root, path);
    if (!node) {
      throw new Error(`There is no value at ${path.join(".")}.`);
    }
    return new JsonDocument(laidOut(this.text.slice(node.offset, node.offset + node.length)));
  }
}

/**
 * Writes a request's body. The only place where documents leave the page: a text that is not one JSON value is refused here,
 * since it could say something else than the reviewer saw.
 */
export function body(value: unknown): string {
  if (value instanceof JsonDocument) {
    JSON.parse(value.text);
    return value.text;
  }
  if (Array.isArray(value)) {
    return `[${value.map((each) => body(each ?? null)).join(",")}]`;
  }
  if (typeof value === "object" && value !== null) {
    const members = Object.entries(value).filter(([, each]) => each !== undefined);
    return `{${members.map(([name, each]) => `${JSON.stringify(name)}:${body(each)}`).join(",")}}`;
  }
  return JSON.stringify(value);
}

export function isNumber(value: unknown): value is RawNumber {
  return exact.isRawJSON(value);
}

export function number(text: string): RawNumber {
  return exact.rawJSON(text);
}

export function print(value: unknown): string {
  return JSON.stringify(value, null, 2);
}

/** The same value with the members of its objects in the order of their names. */
export function sorted(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(sorted);
  }
  if (typeof value !== "object" || value === null || isNumber(value)) {
    return value;
  }
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(members.map(([name, each]) => [name, sorted(each)]));
}

/** The same value with each number in the one spelling of its value: 1, 1.0 and 10e-1 are one number, as for the service. */
export function byValue(value: unknown): unknown {
  if (isNumber(value)) {
    return exact.rawJSON(canonical(value.rawJSON));
  }
  if (Array.isArray(value)) {
    return value.map(byValue);
  }
  if (typeof value !== "object" || value === null) {
    return value;
  }
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, byValue(each)]));
}

function canonical(number: string): string {
  const [, sign = "", whole = "", fraction = "", exponent = "0"] = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(number) ?? [];
  const digits = (whole + fraction).replace(/^0+/, "");
  const significant = digits.replace(/0+$/, "");
  const power = BigInt(exponent) - BigInt(fraction.length) + BigInt(digits.length - significant.length);
  return significant === "" ? "0" : `${sign}${significant}e${power}`;
}

/** How many members the objects in a value have in total. */
function countMembers(value: unknown): number {
  if (typeof value !== "object" || value === null) {
    return 0;
  }
  const own = Array.isArray(value) ? 0 : Object.keys(value).length;
  return Object.values(value).reduce<number>((sum, each) => sum + countMembers(each), own);
}

/** A string of a valid JSON text, with the colon behind it where it is the name of a member. */
const STRINGS = /"[^"\\]*(?:\\.[^"\\]*)*"(\s*:)?/g;

/** Whether an object of a valid JSON text has two members of one name, of which parsing drops the first. */
function hasTwins(text: string, value: unknown): boolean {
  let names = 0;
  for (const [, colon] of text.matchAll(STRINGS)) {
    names += colon ? 1 : 0;
  }
  return names !== countMembers(value);
}

/** What is wrong with a JSON text, or nothing. */
export function faultOf(text: string): string | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (hasTwins(text, value)) {
      return "An object has two members of the same name.";
    }
    return typeof value === "object" && value !== null ? undefined : "An object or an array is needed here.";
  } catch (fault) {
    return (fault as Error).message;
  }
}

export function parseOr<T>(text: string, fallback: T): unknown | T {
  try {
    return parseExact(text);
  } catch {
    return fallback;
  }
}
