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

/** What is wrong with a JSON text, or nothing. */
export function faultOf(text: string): string | undefined {
  try {
    const value: unknown = JSON.parse(text);
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
