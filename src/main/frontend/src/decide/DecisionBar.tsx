import { type RefObject, useEffect, useRef } from "react";
import type { Task } from "../api/client";
import type { Overtaken as OvertakenWords } from "../description/description";
import { Overtaken } from "../description/Overtaken";
import { Warnings } from "../description/Warnings";
import type { Editing } from "../edit/drafts";
import { SaveState } from "../edit/SaveState";
import { AgentText } from "../parts/AgentText";
import { Fault } from "../parts/States";
import type { Deciding } from "./useDecision";

/** If the bar covers part of the page, the page ends above it. */
function useHeightOf(bar: RefObject<HTMLElement | null>) {
  useEffect(() => {
    const element = bar.current;
    if (!element) {
      return;
    }
    const watch = new ResizeObserver(() =>
      document.documentElement.style.setProperty("--bar-height", `${element.offsetHeight}px`),
    );
    watch.observe(element);
    return () => watch.disconnect();
  }, [bar]);
}

/** The two buttons, and what prevents a decision; on a phone it is a bar at the bottom. */
export function DecisionBar({
  task,
  deciding,
  editing,
  overtaken,
}: {
  task: Task;
  deciding: Deciding;
  editing: Editing;
  overtaken: OvertakenWords[];
}) {
  const { asking, obstacle } = deciding;
  const waits = task.interaction_schema?.type === "external" && !deciding.outside;
  const display = task.execution_intent?.display;
  const bar = useRef<HTMLDivElement>(null);
  useHeightOf(bar);
  return (
    <div ref={bar} className="deciding">
      {!asking && <Fault fault={obstacle} />}
      <div className="gist small" aria-hidden="true">
        <p>
          <span>
            <AgentText text={task.action?.verb ?? display?.action_type ?? ""} />
            {display?.target && (
              <>
                {" "}
                to <AgentText text={display.target} />
              </>
            )}
          </span>
        </p>
        {overtaken.length > 0 ? <Overtaken all={overtaken} /> : <Warnings task={task} />}
      </div>
      <div className="buttons">
        <button type="button" className="button deny" onClick={() => void deciding.ask("deny")}>
          Deny <kbd>x</kbd>
        </button>
        <button
          type="button"
          className="button approve"
          disabled={deciding.busy}
          aria-disabled={waits || undefined}
          onClick={() => void deciding.ask("approve")}
        >
          Approve <kbd>a</kbd>
        </button>
      </div>
      <SaveState editing={editing} />
    </div>
  );
}
