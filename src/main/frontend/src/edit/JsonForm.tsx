import { useState } from "react";
import { number } from "../api/json";
import { marksIn } from "../parts/unseen";
import { type Scalar, flatMembers, withMember } from "../content/blocks";
import { AgentText, Marked } from "../parts/AgentText";

/** A flat object as a form. */
export function JsonForm({ text, onChange, name }: { text: string; onChange: (text: string) => void; name: string }) {
  const members = flatMembers(text) ?? [];
  return (
    <div className="form" role="group" aria-label={name}>
      {members.map(([key, value]) => (
        <Member key={key} name={key} value={value} onChange={(next) => onChange(withMember(text, key, next))} />
      ))}
    </div>
  );
}

const NUMBER = /^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/;

interface Props<T extends Scalar> {
  name: string;
  value: T;
  onChange: (value: Scalar) => void;
}

function Member({ name, value, onChange }: Props<Scalar>) {
  if (typeof value === "boolean") {
    return (
      <label>
        <AgentText className="key" text={name} />
        <input type="checkbox" checked={value} onChange={(event) => onChange(event.target.checked)} />
      </label>
    );
  }
  if (value === null) {
    return (
      <label>
        <AgentText className="key" text={name} />
        <span className="quiet">null</span>
      </label>
    );
  }
  return typeof value === "string" ? (
    <TextMember name={name} value={value} onChange={onChange} />
  ) : (
    <NumberMember name={name} value={value} onChange={onChange} />
  );
}

function TextMember({ name, value, onChange }: Props<string>) {
  // A field of one line drops line breaks, and one of several turns each carriage return into a line feed.
  const breaks = value.includes("\n");
  // If a field were replaced while somebody types, the next keys would act on the page.
  const [several, setSeveral] = useState(breaks);
  if (breaks && !several) {
    setSeveral(true);
  }
  return (
    <label>
      <AgentText className="key" text={name} />
      {value.includes("\r") ? (
        <span className="plain">{JSON.stringify(value)} (edit it in Code: a form would change its line ends)</span>
      ) : several ? (
        <textarea
          className="input"
          dir="auto"
          rows={Math.min(8, value.split("\n").length)}
          value={value}
          onChange={(event) => onChange(event.target.value)}
        />
      ) : (
        <input className="input" dir="auto" value={value} onChange={(event) => onChange(event.target.value)} />
      )}
      <AsSent text={value} />
    </label>
  );
}

function NumberMember({ name, value, onChange }: Props<{ rawJSON: string }>) {
  // What was typed is shown only beside the number that it belongs to: one that somebody else sets is shown itself.
  const [typed, setTyped] = useState<{ text: string; beside: string }>();
  const shown = typed?.beside === value.rawJSON ? typed.text : value.rawJSON;
  const wrong = !NUMBER.test(shown);
  return (
    <label>
      <AgentText className="key" text={name} />
      <input
        className="input"
        dir="auto"
        value={shown}
        inputMode="decimal"
        aria-invalid={wrong || undefined}
        onChange={(event) => {
          const text = event.target.value;
          const valid = NUMBER.test(text);
          setTyped({ text, beside: valid ? text : value.rawJSON });
          if (valid) {
            onChange(number(text));
          }
        }}
      />
      <AsSent text={shown} />
      {wrong && <span className="fault small">Not a number. It still is {value.rawJSON}.</span>}
    </label>
  );
}

function AsSent({ text }: { text: string }) {
  return marksIn(text).length > 0 ? (
    <span className="plain as-sent">
      <Marked text={text} />
    </span>
  ) : null;
}
