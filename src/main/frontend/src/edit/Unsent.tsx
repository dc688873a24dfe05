import type { Task } from "../api/client";
import { AgentText, Marked } from "../parts/AgentText";
import { Copy } from "../parts/Copy";
import { nameOf, originalOf } from "../content/blocks";

/** Edits of a task that was decided before they were saved. */
export function Unsent({
  unsent,
  task,
  onDiscard,
}: {
  unsent: [string, { text: string }][];
  task: Task;
  onDiscard: () => void;
}) {
  return (
    <section className="unsent" aria-label="Your edits, not sent">
      <h2>Your edits, not sent</h2>
      {unsent.map(([id, draft]) => {
        const block = originalOf(task, id);
        return (
          <div key={id} className="stack">
            <div className="line">
              <h3>
                <AgentText text={block ? nameOf(block) : id} />
              </h3>
              <span className="space" />
              <Copy text={draft.text} />
            </div>
            <pre className="plain" tabIndex={0}>
              <Marked text={draft.text} />
            </pre>
          </div>
        );
      })}
      <button type="button" className="button" onClick={onDiscard}>
        Discard them
      </button>
    </section>
  );
}
