import type { Block, Task } from "../api/client";
import { JsonDocument, byValue, faultOf, isNumber, parseExact, parseOr, print, sorted, withValue } from "../api/json";

/** A block as a text to read and edit. */
export function textOf(block: Block): string {
  const content: unknown = block.content;
  return content instanceof JsonDocument ? content.text : (content as string);
}

/** A text as the content of a block; JSON stays a string if the agent sent a string. */
export function contentFrom(block: Block, text: string): Block["content"] {
  return typeof block.content === "string" ? text : (new JsonDocument(text) as object as Block["content"]);
}

export function textFault(block: Block, text: string): string | undefined {
  return block.type === "json" ? faultOf(text) : undefined;
}

/**
 * Whether a text says something else than another one. JSON is compared by value, as the service does: white space, the order
 * of members and the spelling of numbers say nothing.
 */
export function differs(block: Block, a: string, b: string): boolean {
  if (a === b) {
    return false;
  }
  if (block.type !== "json" || faultOf(a) || faultOf(b)) {
    return true;
  }
  return print(sorted(byValue(parseExact(a)))) !== print(sorted(byValue(parseExact(b))));
}

export type Scalar = string | boolean | null | { rawJSON: string };

/** The members of an object that holds only plain values, for a form. */
export function flatMembers(text: string): [string, Scalar][] | undefined {
  const value = parseOr(text, undefined);
  if (typeof value !== "object" || value === null || Array.isArray(value) || isNumber(value)) {
    return undefined;
  }
  const members = Object.entries(value);
  const plain = members.every(
    ([, each]) => each === null || ["string", "boolean"].includes(typeof each) || isNumber(each),
  );
  return plain && members.length > 0 && members.length <= 40 ? (members as [string, Scalar][]) : undefined;
}

export function withMember(text: string, name: string, value: Scalar): string {
  return withValue(text, name, value);
}

export function nameOf(block: Block): string {
  return block.label ?? block.id;
}

export function originalOf(task: Task, id: string): Block | undefined {
  return task.blocks_original.find((block) => block.id === id);
}

/** A block that differs from what the agent wrote. */
export interface ChangedBlock {
  block: Block;
  original: string;
  text: string;
}
