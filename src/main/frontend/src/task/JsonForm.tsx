import { useState } from "react";
import { isNumber, number } from "../api/json";
import { marksIn } from "../parts/unseen";
import { type Scalar, flatMembers, withMember } from "./blocks";
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

function Member({ name, value, onChange }: { name: string; value: Scalar; onChange: (value: Scalar) => void }) {
  const [typed, setTyped] = useState<string>();
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
  const isNumeric = isNumber(value);
  const shown = isNumeric ? (typed ?? value.rawJSON) : (value as string);
  const wrong = isNumeric && !NUMBER.test(shown);
  return (
    <label>
      <AgentText className="key" text={name} />
      <input
        className="input"
        dir="auto"
        value={shown}
        inputMode={isNumeric ? "decimal" : undefined}
        aria-invalid={wrong || undefined}
        onChange={(event) => {
          const next = event.target.value;
          if (!isNumeric) {
            onChange(next);
          } else {
            setTyped(next);
            if (NUMBER.test(next)) {
              onChange(number(next));
            }
          }
        }}
      />
      {marksIn(shown).length > 0 && (
        <span className="plain as-sent">
          <Marked text={shown} />
        </span>
      )}
      {wrong && <span className="fault small">A number is needed; the last one counts.</span>}
    </label>
  );
}
