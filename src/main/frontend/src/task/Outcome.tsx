import type { ReactNode } from "react";
import type { Task } from "../api/client";
import { AgentText } from "../parts/AgentText";
import { Icon } from "../parts/Icon";
import { outcomeWord } from "../parts/outcome";
import { Ago } from "../parts/time";

/** Who decided, if it was somebody else, and the reason. */
export function Outcome({ task, byOther, unsent }: { task: Task; byOther: boolean; unsent: boolean }): ReactNode {
  const { decision } = task;
  return (
    <>
      {decision && byOther && (
        <div className="note warn" role="status">
          <Icon name="info" />
          <p className="body">
            <AgentText text={decision.decided_by} /> {outcomeWord(decision.type).toLowerCase()} this task{" "}
            <Ago at={decision.decided_at} />.{unsent && " Your edits are kept below; they were not sent."}
          </p>
        </div>
      )}
      {decision?.reason && (
        <div className="note">
          <Icon name="info" />
          <p className="body">
            <strong>Reason.</strong> <AgentText className="pre" text={decision.reason} />
          </p>
        </div>
      )}
    </>
  );
}
