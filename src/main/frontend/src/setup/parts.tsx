import { type ReactNode, useState } from "react";
import type { ApiError, DeliveryMode } from "../api/client";
import { Copy } from "../parts/Copy";
import { Dialog } from "../parts/Dialog";
import { Icon } from "../parts/Icon";

export const MODES: Record<DeliveryMode, { name: string; words: string }> = {
  WEBHOOK_AND_PULL: { name: "Webhook and pull", words: "Called at your URL, and kept in the feed until it is acknowledged." },
  WEBHOOK_ONLY: { name: "Webhook", words: "Called at your URL, and nothing else." },
  PULL_ONLY: { name: "Pull", words: "Your executor fetches decisions from the feed." },
};

/** A secret that cannot be seen again. */
export function Once({ name, secret }: { name: string; secret: string }) {
  return (
    <div className="once" role="status">
      <div className="line">
        <strong>{name}</strong>
        <span className="tag warn">shown only now</span>
        <span className="space" />
        <Copy text={secret} />
      </div>
      <code className="secret">{secret}</code>
    </div>
  );
}

export function Code({ text, label }: { text: string; label: string }) {
  return (
    <div className="code">
      <Copy text={text} />
      <pre tabIndex={0} role="region" aria-label={label}>
        {text}
      </pre>
    </div>
  );
}

/** A button that asks once before it does something that cannot be undone. */
export function Sure({
  label,
  title,
  children,
  busy,
  onSure,
}: {
  label: string;
  title: string;
  children: ReactNode;
  busy?: boolean;
  onSure: () => void;
}) {
  const [asking, setAsking] = useState(false);
  return (
    <>
      <button type="button" className="button" disabled={busy} onClick={() => setAsking(true)}>
        {label}
      </button>
      {asking && (
        <Dialog title={title} onClose={() => setAsking(false)}>
          <div className="content">{children}</div>
          <footer>
            <button type="button" className="button" onClick={() => setAsking(false)}>
              Back
            </button>
            <button
              type="button"
              className="button deny full"
              onClick={() => {
                setAsking(false);
                onSure();
              }}
            >
              {label}
            </button>
          </footer>
        </Dialog>
      )}
    </>
  );
}

export function ModeChoice({ value, onChange }: { value: DeliveryMode; onChange: (mode: DeliveryMode) => void }) {
  return (
    <fieldset className="options">
      <legend>How the executor gets decisions</legend>
      {(Object.keys(MODES) as DeliveryMode[]).map((mode) => (
        <label className="choice" key={mode}>
          <input type="radio" name="mode" checked={value === mode} onChange={() => onChange(mode)} />
          <span>
            {MODES[mode].name}
            <span className="quiet small block-line">{MODES[mode].words}</span>
          </span>
        </label>
      ))}
    </fieldset>
  );
}

export function faultOfField(fault: unknown, field: string): string | undefined {
  return (fault as ApiError | null)?.fields?.find((each) => each.field === field)?.message;
}

export function Note({ kind, children }: { kind: "good" | "bad" | "warn"; children: ReactNode }) {
  return (
    <div className={`note ${kind}`} role="status">
      <Icon name={kind === "good" ? "check" : "warn"} />
      <div className="body">{children}</div>
    </div>
  );
}
