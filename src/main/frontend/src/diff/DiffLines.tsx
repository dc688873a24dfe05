import { Fragment, type ReactNode, useEffect, useRef, useState } from "react";
import { AgentText, Marked } from "../parts/AgentText";
import { marksIn } from "../parts/unseen";
import type { Hunk } from "./diff";
import { stringsApart } from "../content/layout";
import { type Operation, inBrief, linesOf } from "./patch";
import type { Line, Part } from "./words";

const SIGNS: Record<Line["kind"], string> = { same: " ", removed: "-", added: "+" };

/** How many lines are drawn at first, and each time their end is reached: a block may have 100,000. */
const FIRST = 400;
const MORE = 1000;

/** A unified diff: each line after its sign, with the changed words marked. */
export function Hunks({ hunks, name }: { hunks: Hunk[]; name: string }) {
  const lines = hunks.flatMap((hunk): (string | Line)[] => [hunk.header, ...hunk.lines]);
  return (
    <Growing all={lines} what="lines">
      {(shown) => (
        <div className="diff" role="group" aria-label={`Changes of ${name}`}>
          {shown.map((line, at) =>
            typeof line === "string" ? (
              <div key={at} className="hunk" data-header={line} data-part={partAt(at)}>
                {placeInWords(line)}
              </div>
            ) : (
              <OneLine key={at} line={line} part={partAt(at)} />
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
            <OneOperation key={at} operation={operation} part={partAt(at)} />
          ))}
        </ol>
      )}
    </Growing>
  );
}

/** Where lines begin a part of their own, so that what was read of the others stays read when more of them come. */
function partAt(at: number): "" | undefined {
  return at % 100 === 0 ? "" : undefined;
}

/** The beginning of a long diff; it grows when its end comes onto the screen. */
function Growing<T>({ all, what, children }: { all: T[]; what: string; children: (shown: T[]) => ReactNode }) {
  const [count, setCount] = useState(FIRST);
  const hidden = all.length - count;
  const end = useRef<HTMLParagraphElement>(null);
  useEffect(() => {
    const element = end.current;
    if (!element) {
      return;
    }
    const watch = new IntersectionObserver(([last]) => last?.isIntersecting && setCount((now) => now + MORE));
    watch.observe(element);
    return () => watch.disconnect();
  }, [count]);
  return (
    <>
      {children(all.slice(0, count))}
      {hidden > 0 && (
        <p ref={end} className="line quiet small" data-folded="" data-part="">
          {hidden.toLocaleString()} more {what} are not shown.
          <button type="button" className="button" onClick={() => setCount(count + MORE)}>
            Show {Math.min(MORE, hidden).toLocaleString()} more
          </button>
        </p>
      )}
    </>
  );
}

function OneLine({ line, part }: { line: Line; part?: "" }) {
  return (
    <>
      <div className={`diff-line ${line.kind}`} data-part={part}>
        <span className="sign">{SIGNS[line.kind]}</span>
        {line.json ? (
          <span className="text json">
            <Isolated parts={line.parts} kind={line.kind} />
          </span>
        ) : (
          <span className="text">
            {line.parts.map((each, at) => (
              <OnePart key={at} part={each} kind={line.kind} ends={at === line.parts.length - 1 && !line.unended} />
            ))}
          </span>
        )}
      </div>
      {line.unended && (
        <div className="hunk" data-header="\ No newline at end of file">
          The text ends here, without a line break.
        </div>
      )}
    </>
  );
}

/** JSON whose strings each run in their own direction, whichever words of them differ. */
function Isolated({ parts, kind }: { parts: Part[]; kind: Line["kind"] }) {
  const text = parts.map((part) => part.text).join("");
  return stringsApart(text).map(({ from, to, isString }) => {
    const inside = slice(parts, from, to).map((part, at) => <OnePart key={at} part={part} kind={kind} />);
    return isString ? <bdi key={from}>{inside}</bdi> : <Fragment key={from}>{inside}</Fragment>;
  });
}

function slice(parts: Part[], from: number, to: number): Part[] {
  let start = 0;
  return parts.flatMap((part) => {
    const text = part.text.slice(Math.max(0, from - start), Math.max(0, to - start));
    start += part.text.length;
    return text ? [{ ...part, text }] : [];
  });
}

/** Before the end of a line a carriage return is no stranger, unless it is what was changed. */
function OnePart({ part, kind, ends = false }: { part: Part; kind: Line["kind"]; ends?: boolean }) {
  const text = <Marked text={part.text} marks={ends && !part.changed ? marksIn(`${part.text}\n`) : undefined} />;
  if (!part.changed) {
    return text;
  }
  return kind === "removed" ? <del>{text}</del> : <ins>{text}</ins>;
}

function OneOperation({ operation, part }: { operation: Operation; part?: "" }) {
  const { op, path, from, before, after } = operation;
  const lines = linesOf(operation);
  return (
    <li data-part={part}>
      <p>
        <span className="op">{op}</span> {from !== undefined && <Path path={from} />}
        {from !== undefined && " → "}
        <Path path={path} />
        {!lines && (before !== undefined || after !== undefined) && ": "}
        {!lines && before !== undefined && <Value word="before" value={before} />}
        {!lines && before !== undefined && after !== undefined && " → "}
        {!lines && after !== undefined && <Value word="after" value={after} />}
      </p>
      {lines && (
        <Growing all={lines} what="lines">
          {(shown) => shown.map((line, at) => <OneLine key={at} line={line} part={partAt(at)} />)}
        </Growing>
      )}
    </li>
  );
}

/** A removed or added value, isolated so that the words around it keep their order. */
function Value({ word, value }: { word: "before" | "after"; value: unknown }) {
  const kind = word === "before" ? "removed" : "added";
  return (
    <>
      <span className="op">{word}</span>{" "}
      <bdi dir="ltr">
        <Isolated parts={[{ text: inBrief(value), changed: true }]} kind={kind} />
      </bdi>
    </>
  );
}

/** The names along a path stand from left to right, each in its own direction. */
function Path({ path }: { path: string }) {
  return path ? (
    <bdi className="path" dir="ltr">
      {path.split(/(?=\/)/).map((name, at) => (
        <Fragment key={at}>
          /<AgentText text={name.slice(1)} />
        </Fragment>
      ))}
    </bdi>
  ) : (
    <span className="path">the whole document</span>
  );
}
