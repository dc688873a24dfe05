import type { ReactNode } from "react";
import { type Mark, marksIn } from "./unseen";

/** A text with the names of what cannot be seen in it. Copied, it is what it was. */
export function Marked({ text }: { text: string }): ReactNode {
  const marks = marksIn(text);
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
    <span className={kind === "mixed" ? "mixed-alphabets" : "unseen-character"} data-name={name} title={name}>
      {text}
    </span>
  );
}

/** What an agent or another person wrote: in its own direction, and with nothing hidden. */
export function AgentText({ text, className }: { text: string; className?: string }) {
  return (
    <bdi className={className}>
      <Marked text={text} />
    </bdi>
  );
}
