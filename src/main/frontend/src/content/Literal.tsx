import type { ReactNode } from "react";
import { isNumber } from "../api/json";
import { Marked } from "../parts/AgentText";
import { type Mark, marksIn } from "../parts/unseen";
import type { Scalar } from "./blocks";
import { stringsApart } from "./layout";

/** A value as JSON has it: "450" is not 450. */
export function Literal({ value }: { value: Scalar }) {
  if (typeof value !== "string") {
    return <code>{isNumber(value) ? value.rawJSON : String(value)}</code>;
  }
  return (
    <>
      <span className="quote">"</span>
      <Exact text={value} />
      <span className="quote">"</span>
      {value === "" && <span className="quiet small"> empty</span>}
    </>
  );
}

/** The text of one value, with blanks at its ends and line breaks made visible. */
export function Exact({ text }: { text: string }) {
  return (
    <bdi className="pre">
      <Marked text={text} marks={exactMarks(text)} />
    </bdi>
  );
}

function exactMarks(text: string): Mark[] {
  const known = marksIn(text);
  const free = (from: number, to: number) => known.every((mark) => mark.to <= from || mark.from >= to);
  const added: Mark[] = [];
  for (const { 0: run, index } of text.matchAll(/^[ \t]+|[ \t]+$/gm)) {
    if (free(index, index + run.length)) {
      const name = `${run.length} ${run.length === 1 ? "blank" : "blanks"}`;
      added.push({ from: index, to: index + run.length, kind: "unseen", name });
    }
  }
  for (const { index } of text.matchAll(/(?<=[^\s])\t+(?=[^\s])/g)) {
    added.push({ from: index, to: index, kind: "unseen", name: "⇥" });
  }
  for (const { index } of text.matchAll(/\n/g)) {
    // It is put before the line break and does not replace it.
    added.push({ from: index, to: index, kind: "unseen", name: text[index - 1] === "\r" ? "CR ↵" : "↵" });
  }
  return [...known, ...added].sort((a, b) => a.from - b.from || a.to - b.to);
}

const INDENT = 2;
/** Further in the levels are not told apart by their indentation: there is no room for the text then. */
const DEEPEST = 12;

/** A JSON text that is laid out: it runs from left to right, and each of its strings in its own direction. */
export function JsonText({ text }: { text: string }) {
  return (
    <pre className="plain json" dir="ltr">
      {text.split("\n").map((line, at) => {
        const words = line.trimStart();
        const depth = Math.min((line.length - words.length) / INDENT, DEEPEST);
        return (
          <div key={at} style={{ marginInlineStart: `${depth * INDENT}ch` }}>
            {pieces(words)}
          </div>
        );
      })}
    </pre>
  );
}

function pieces(line: string): ReactNode {
  return stringsApart(line).map(({ from, to, isString }) => {
    const text = <Marked key={from} text={line.slice(from, to)} />;
    return isString ? <bdi key={from}>{text}</bdi> : text;
  });
}
