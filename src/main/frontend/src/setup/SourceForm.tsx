import { type ReactNode, useState } from "react";
import type { DeliveryMode, Source } from "../api/client";
import { Fault } from "../parts/States";
import { ModeChoice } from "./ModeChoice";

/** The settings of a source; times and counts as they are typed. */
export interface SourceSettings {
  name: string;
  description: string;
  mode: DeliveryMode;
  url: string;
  enabled: boolean;
  timeout: string;
  attempts: string;
  backoff: string;
}

export function settingsOf(source?: Source): SourceSettings {
  const webhook = source?.delivery.webhook;
  return {
    name: source?.name ?? "",
    description: source?.description ?? "",
    mode: source?.delivery.mode ?? "WEBHOOK_AND_PULL",
    url: webhook?.url ?? "",
    enabled: webhook?.enabled ?? false,
    timeout: String(webhook?.timeout_ms ?? 5000),
    attempts: String(webhook?.max_attempts ?? 10),
    backoff: String(webhook?.retry_backoff_seconds ?? 30),
  };
}

/** The settings of a source: for a new one those that are required, else all of them. */
export function SourceForm({
  source,
  action,
  busy,
  fault,
  onEdit,
  onSubmit,
  children,
  notes,
}: {
  source?: Source;
  action: string;
  busy: boolean;
  fault: unknown;
  /** Something was typed that is not saved yet. */
  onEdit?: () => void;
  onSubmit: (settings: SourceSettings) => void;
  /** Beside the button. */
  children?: ReactNode;
  /** Above the button. */
  notes?: ReactNode;
}) {
  const before = settingsOf(source);
  const [settings, setSettings] = useState(before);
  const [standing, setStanding] = useState(source?.updated_at);
  if (source?.updated_at !== standing) {
    // Not by remounting the form, which would lose the focus and the message about the save.
    setStanding(source?.updated_at);
    setSettings(before);
  }
  const { name, description, mode, url, enabled, timeout, attempts, backoff } = settings;
  const set = (some: Partial<SourceSettings>) => {
    setSettings((now) => ({ ...now, ...some }));
    onEdit?.();
  };
  return (
    <form
      className="stack fields"
      aria-label="Settings"
      onSubmit={(event) => {
        event.preventDefault();
        onSubmit({ ...settings, name: name.trim(), description: description.trim(), url: url.trim() });
      }}
    >
      <TextField
        name="Name"
        required
        maxLength={200}
        autoFocus={!source}
        placeholder={source ? undefined : "email-agent"}
        value={name}
        onValue={(next) => set({ name: next })}
      />
      <TextField
        name="What it is for"
        maxLength={4000}
        value={description}
        onValue={(next) => set({ description: next })}
      />
      <ModeChoice value={mode} onChange={(next) => set({ mode: next })} />
      {mode !== "PULL_ONLY" && (
        <TextField
          name="Webhook URL"
          type="url"
          required={mode === "WEBHOOK_ONLY" && !source}
          placeholder="https://agents.acme.com/hooks/hilt"
          hint={urlHint(url, source?.delivery.webhook?.url)}
          value={url}
          onValue={(next) => set({ url: next, enabled: next === before.url && before.enabled })}
        />
      )}
      {mode !== "PULL_ONLY" && source?.delivery.webhook?.url && (
        <label className="choice">
          <input type="checkbox" checked={enabled} onChange={(event) => set({ enabled: event.target.checked })} />
          <span>Webhook is on</span>
        </label>
      )}
      {mode !== "PULL_ONLY" && source && (
        <div className="three">
          <NumberField name="Timeout, ms" value={timeout} min={100} max={30_000} onValue={(next) => set({ timeout: next })} />
          <NumberField name="Attempts" value={attempts} min={1} max={25} onValue={(next) => set({ attempts: next })} />
          <NumberField
            name="First retry after, s"
            value={backoff}
            min={1}
            max={3600}
            onValue={(next) => set({ backoff: next })}
          />
        </div>
      )}
      {notes}
      <Fault fault={fault} />
      <div className="line">
        <button className="button act" disabled={busy || !name.trim()}>
          {action}
        </button>
        {children}
      </div>
    </form>
  );
}

/** A receiver at a new address may not know the secret yet, and would refuse deliveries. */
function urlHint(url: string, saved?: string): string | undefined {
  if (!url) {
    return "It may be given later. Until then decisions wait.";
  }
  return url === saved ? undefined : "It starts switched off: you give the receiver the secret and test it first.";
}

type InputProps = Omit<React.ComponentProps<"input">, "name" | "className" | "onChange">;

function TextField({
  name,
  hint,
  onValue,
  ...input
}: InputProps & { name: string; hint?: string; onValue: (value: string) => void }) {
  return (
    <label className="field">
      <span className="name">{name}</span>
      <input className="input" {...input} onChange={(event) => onValue(event.target.value)} />
      {hint && <span className="hint">{hint}</span>}
    </label>
  );
}

function NumberField(props: InputProps & { name: string; onValue: (value: string) => void }) {
  return <TextField type="number" required {...props} />;
}
