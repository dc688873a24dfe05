import { describe, expect, it } from "vitest";
import type { Block } from "../api/client";
import { names, overtaken } from "./description";

const json = (original: object, text: object) => ({
  block: { id: "p", type: "json", label: "Payment", editable: true, content: original } as unknown as Block,
  original: JSON.stringify(original),
  text: JSON.stringify(text),
});
const words = (original: string, text: string) => ({
  block: { id: "t", type: "plaintext", label: "Note", editable: true, content: original } as unknown as Block,
  original,
  text,
});
const task = {
  title: "Pay invoice 38122 of Acme Ltd",
  action: { type: "transfer", verb: "Transfer $1,450.00" },
  execution_intent: { kind: "custom", display: { target: "Acme Ltd", warning: "Leaves the company" } },
} as never;

describe("overtaken", () => {
  it.each([
    [json({ to: "Acme Ltd", amount: 1450 }, { to: "Bob Ltd", amount: 1450 }), [{ was: "Acme Ltd", now: "Bob Ltd", where: "to in Payment" }]],
    [json({ to: "Acme Ltd", amount: 1450 }, { to: "Acme Ltd", amount: 1550 }), [{ was: "1450", now: "1550", where: "amount in Payment" }]],
    [json({ to: { name: "acme ltd" } }, { to: {} }), [{ was: "acme ltd", now: undefined, where: "to.name in Payment" }]],
    [json({ note: "x" }, { note: "y" }), []],
    [words("Dear Acme Ltd, invoice 38122", "Dear Bob, invoice 38122"), [{ was: "Acme Ltd", where: "Note" }]],
    [words("Invoice 38122 of June", "Invoice 38123 of June"), [{ was: "38122", where: "Note" }]],
    [words("the company is fine", "all is fine"), []],
    [words("Leaves the company", "Stays"), [{ was: "Leaves the company", now: "Stays", where: "Note" }]],
  ])("%#", (change, expected) => {
    expect(overtaken(task, [change])).toEqual(expected);
  });
});

it.each([
  ["Transfer $1,450.00", "1450", true],
  ["Transfer 1.450,00 €", "1450.00", true],
  ["Transfer $1,450.00", "450", false],
  ["to Sam, now", "sam", true],
  ["Samantha", "Sam", false],
  ["支払い先は田中商店です", "田中商店", true],
])("%s names %s: %s", (text, wanted, expected) => {
  expect(names(text, wanted)).toBe(expected);
});
