import type { Task } from "../api/client";
import { Fault } from "../parts/States";
import type { Deciding } from "./decision";
import type { Editing } from "./drafts";
import { SaveState } from "./SaveState";

/** The two buttons, and what stands in their way; on a phone it is a bar at the bottom. */
export function DecisionBar({ task, deciding, editing }: { task: Task; deciding: Deciding; editing: Editing }) {
  const { asking, obstacle } = deciding;
  const display = task.execution_intent?.display;
  return (
    <div className="deciding">
      {!asking && <Fault fault={obstacle} />}
      <p className="gist small" aria-hidden="true">
        <bdi>
          {task.action?.verb ?? display?.action_type}
          {display?.target && ` to ${display.target}`}
        </bdi>
      </p>
      <div className="buttons">
        <button type="button" className="button deny" onClick={() => void deciding.ask("deny")}>
          Deny <kbd>x</kbd>
        </button>
        <button
          type="button"
          className="button approve"
          disabled={deciding.busy}
          onClick={() => void deciding.ask("approve")}
        >
          Approve <kbd>a</kbd>
        </button>
      </div>
      <SaveState editing={editing} />
    </div>
  );
}
