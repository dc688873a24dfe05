import type { Task } from "../api/client";
import { isNumber, parseOr } from "../api/json";
import { type ChangedBlock, nameOf, textOf } from "../content/blocks";

/** Words of the agent's description that an edit has made untrue. */
export interface Overtaken {
  was: string;
  /** The new value, if it is known. */
  now?: string;
  /** The block, and the member in it. */
  where: string;
}

type Described = Pick<Task, "title" | "action" | "execution_intent" | "risk_warning">;

/** Finds the words of the agent's description that an edit has made untrue. */
export function overtaken(task: Described, changed: ChangedBlock[]): Overtaken[] {
  const { display } = task.execution_intent ?? {};
  const said = [display?.target, task.title, display?.warning, task.risk_warning, task.action?.verb, display?.action_type].filter(
    (each) => each !== undefined,
  );
  const found = changed.flatMap((change) =>
    change.block.type === "json" ? ofJson(said, change) : ofText(said, change, display?.target),
  );
  return found.filter(({ was }, at) => found.findIndex((each) => each.was === was) === at);
}

/** The target, if no block names it. */
export function unnamedTarget(task: Task, texts: string[]): string | undefined {
  const target = task.execution_intent?.display?.target;
  return target && !texts.some((text) => names(text, target)) ? target : undefined;
}

export function textsOf(task: Task): string[] {
  return (task.blocks_final ?? task.blocks_working).map(textOf);
}

function ofJson(said: string[], { block, original, text }: ChangedBlock): Overtaken[] {
  const after = new Map(leaves(parseOr(text, undefined)));
  return leaves(parseOr(original, undefined)).flatMap(([path, was]): Overtaken[] => {
    const now = after.get(path);
    return now !== was && said.some((each) => names(each, was)) ? [{ was, now, where: `${path} in ${nameOf(block)}` }] : [];
  });
}

function ofText(said: string[], { block, original, text }: ChangedBlock, target: string | undefined): Overtaken[] {
  const where = nameOf(block);
  const gone = (words: string) => names(original, words) && !names(text, words);
  const whole = original.trim();
  if (whole.length <= 120 && said.some((each) => names(each, whole))) {
    return [{ was: whole, now: text.trim(), where }];
  }
  if (target && gone(target)) {
    return [{ was: target, where }];
  }
  return said
    .flatMap((each) => each.match(WORD) ?? [])
    .filter((word) => (TELLING.test(word) || (target && names(target, word))) && gone(word))
    .map((was) => ({ was, where }));
}

const WORD = /[\p{L}\p{N}][\p{L}\p{N}\p{M}@._+-]*[\p{L}\p{N}\p{M}]/gu;
/** Names, numbers and addresses; also words of scripts without capital letters. */
const TELLING = /[\d@]|^[\p{Lu}\p{Lo}]/u;
const NUMBER = /^-?\d[\d.,' ]*$/;

/** Whether a text contains some words as whole words. Numbers are compared by value. */
export function names(text: string, words: string): boolean {
  const wanted = words.trim().toLowerCase();
  if (wanted.length < 2 && !NUMBER.test(wanted)) {
    return false;
  }
  if (NUMBER.test(wanted)) {
    const value = valueOf(wanted);
    return (text.match(/\d[\d.,']*/g) ?? []).some((each) => valueOf(each) === value);
  }
  const within = text.toLowerCase();
  for (let at = within.indexOf(wanted); at >= 0; at = within.indexOf(wanted, at + 1)) {
    const before = within.slice(0, at);
    const behind = within.slice(at + wanted.length);
    if (!/[\p{L}\p{N}]$/u.test(before) && !/^[\p{L}\p{N}]/u.test(behind)) {
      return true;
    }
  }
  return /\p{Lo}/u.test(wanted) && within.includes(wanted);
}

/** 1,250.00 and 1250 are the same number; the digits after a sign show whether it separates thousands. */
function valueOf(number: string): string {
  const plain = number.replace(/[' ]/g, "").replace(/[.,](?=\d{3}(?:[.,]|$))/g, "").replace(/[.,]$/, "").replace(",", ".");
  return String(Number(plain));
}

function leaves(value: unknown, path = ""): [string, string][] {
  if (typeof value === "object" && value !== null && !isNumber(value)) {
    return Object.entries(value).flatMap(([name, each]) => leaves(each, path ? `${path}.${name}` : name));
  }
  return [[path, isNumber(value) ? value.rawJSON : String(value)]];
}
