import type { ReactNode } from "react";
import { type Mark, blankness, marksIn, marksInLine } from "./unseen";

const CLASSES: Record<Mark["kind"], string> = {
  unseen: "unseen-character",
  mixed: "mixed-alphabets",
  address: "look-alike",
};

/** A text with the names of its invisible characters. Copying it yields the original. */
export function Marked({
  text,
  oneLine = false,
  marks = oneLine ? marksInLine(text) : marksIn(text),
}: {
  text: string;
  oneLine?: boolean;
  marks?: Mark[];
}): ReactNode {
  if (marks.length === 0) {
    return text;
  }
  const parts: ReactNode[] = [];
  let at = 0;
  for (const mark of marks) {
    parts.push(text.slice(at, mark.from), <OneMark key={mark.from} mark={mark} text={text.slice(mark.from, mark.to)} />);
    at = mark.to;
  }
  parts.push(text.slice(at));
  return parts;
}

function OneMark({ mark: { kind, name }, text }: { mark: Mark; text: string }) {
  return (
    <span className={CLASSES[kind]} data-name={name} title={name}>
      {text}
    </span>
  );
}

/**
 * What an agent or another person wrote: in its own direction, and with nothing hidden. It is drawn in one line, unless its
 * class keeps line breaks.
 */
export function AgentText({ text, className }: { text: string; className?: string }) {
  return (
    <bdi className={className}>
      <Marked text={text} oneLine={!className?.split(" ").includes("pre")} />
    </bdi>
  );
}

/** A text as it is sent, with its line breaks and blanks; it says so if nothing of it is visible. */
export function PlainText({ text, label }: { text: string; label?: string }) {
  const blank = blankness(text);
  return (
    <pre className="plain" tabIndex={0} role={label ? "group" : undefined} aria-label={label}>
      {blank ? <span className="quiet">{blank}</span> : <Marked text={text} />}
    </pre>
  );
}
