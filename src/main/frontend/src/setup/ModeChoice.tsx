import type { DeliveryMode } from "../api/client";

export const MODES: Record<DeliveryMode, { name: string; words: string }> = {
  WEBHOOK_AND_PULL: { name: "Webhook and pull", words: "Called at your URL, and kept in the feed until it is acknowledged." },
  WEBHOOK_ONLY: { name: "Webhook", words: "Called at your URL, and nothing else." },
  PULL_ONLY: { name: "Pull", words: "Your executor fetches decisions from the feed." },
};

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
