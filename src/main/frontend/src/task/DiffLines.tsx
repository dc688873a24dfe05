import { type ReactNode, useState } from "react";
import { AgentText, Marked } from "../parts/AgentText";
import type { Hunk } from "./diff";
import { type Operation, inBrief, linesOf } from "./patch";
import type { Line, Part } from "./words";

const SIGNS: Record<Line["kind"], string> = { same: " ", removed: "-", added: "+" };

/** So many lines are drawn at first, and so many more each time they are asked for: a block may have 100,000. */
const FIRST = 400;
const MORE = 2000;

/** A unified diff: each line behind its sign, and the words that differ marked. */
export function Hunks({ hunks, name }: { hunks: Hunk[]; name: string }) {
  const lines = hunks.flatMap((hunk): (string | Line)[] => [hunk.header, ...hunk.lines]);
  return (
    <Growing all={lines} what="lines">
      {(shown) => (
        <div className="diff" role="group" aria-label={`Changes of ${name}`}>
          {shown.map((line, at) =>
            typeof line === "string" ? (
              <div key={at} className="hunk" data-header={line}>
                {placeInWords(line)}
              </div>
            ) : (
              <OneLine key={at} line={line} />
            ),
          )}
        </div>
      )}
    </Growing>
  );
}

/** @@ -3,7 +3,9 @@ is for programs: it says that what follows are lines 3 to 11. */
function placeInWords(header: string): string {
  const [, start = "1", length = "1"] = /\+(\d+)(?:,(\d+))?/.exec(header) ?? [];
  const from = Number(start);
  const to = from + Number(length) - 1;
  return to > from ? `Lines ${from.toLocaleString()} to ${to.toLocaleString()}` : `Line ${Math.max(1, from).toLocaleString()}`;
}

/** A JSON patch, an operation a line: replace /amount: 450 → 400. */
export function Operations({ operations, name }: { operations: Operation[]; name: string }) {
  return (
    <Growing all={operations} what="changes">
      {(shown) => (
        <ol className="diff operations" aria-label={`Changes of ${name}`}>
          {shown.map((operation, at) => (
            <OneOperation key={at} operation={operation} />
          ))}
        </ol>
      )}
    </Growing>
  );
}

function Growing<T>({ all, what, children }: { all: T[]; what: string; children: (shown: T[]) => ReactNode }) {
  const [count, setCount] = useState(FIRST);
  const hidden = all.length - count;
  return (
    <>
      {children(all.slice(0, count))}
      {hidden > 0 && (
        <p className="line quiet small">
          {hidden.toLocaleString()} more {what} are not shown.
          <button type="button" className="button" onClick={() => setCount(count + MORE)}>
            Show {Math.min(MORE, hidden).toLocaleString()} more
          </button>
        </p>
      )}
    </>
  );
}

function OneLine({ line }: { line: Line }) {
  return (
    <>
      <div className={`diff-line ${line.kind}`}>
        <span className="sign">{SIGNS[line.kind]}</span>
        <span className="text">
          {line.parts.map((part, at) => (
            <OnePart key={at} part={part} kind={line.kind} />
          ))}
        </span>
      </div>
      {line.unended && (
        <div className="hunk" data-header="\ No newline at end of file">
          The text ends here, without a line break.
        </div>
      )}
    </>
  );
}

function OnePart({ part, kind }: { part: Part; kind: Line["kind"] }) {
  const text = <Marked text={part.text} />;
  if (!part.changed) {
    return text;
  }
  return kind === "removed" ? <del>{text}</del> : <ins>{text}</ins>;
}

function OneOperation({ operation }: { operation: Operation }) {
  const { op, path, from, before, after } = operation;
  const lines = linesOf(operation);
  return (
    <li>
      <p>
        <span className="op">{op}</span> {from !== undefined && <Path path={from} />}
        {from !== undefined && " → "}
        <Path path={path} />
        {!lines && (before !== undefined || after !== undefined) && ": "}
        {!lines && before !== undefined && (
          <del>
            <Marked text={inBrief(before)} />
          </del>
        )}
        {!lines && before !== undefined && after !== undefined && " → "}
        {!lines && after !== undefined && (
          <ins>
            <Marked text={inBrief(after)} />
          </ins>
        )}
      </p>
      {lines && (
        <Growing all={lines} what="lines">
          {(shown) => shown.map((line, at) => <OneLine key={at} line={line} />)}
        </Growing>
      )}
    </li>
  );
}

function Path({ path }: { path: string }) {
  return path ? (
    <AgentText className="path" text={path} />
  ) : (
    <span className="path">the whole document</span>
  );
}
