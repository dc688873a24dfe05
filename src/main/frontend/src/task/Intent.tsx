import type { Task } from "../api/client";
import { AgentText } from "../parts/AgentText";
import { unknown } from "../parts/outcome";
import { Warnings } from "../description/Warnings";
import type { Overtaken as OvertakenWords } from "../description/description";
import { Overtaken } from "../description/Overtaken";

function headingOf({ status, decision }: Task): string {
  if (status === "PENDING" || !decision) {
    return status === "PENDING" ? "If you approve" : status;
  }
  switch (decision.type) {
    case "APPROVE":
      return "Was approved";
    case "DENY":
      return "Was not done";
    default:
      return unknown(decision.type);
  }
}

/** What happens if the task is approved. */
export function Intent({ task, overtaken }: { task: Task; overtaken: OvertakenWords[] }) {
  const display = task.execution_intent?.display;
  const verb = task.action?.verb ?? display?.action_type;
  const heading = headingOf(task);
  return (
    <section className="intent" aria-labelledby="intent">
      <h2 id="intent">
        {heading} <span className="quiet">· as the agent describes it</span>
      </h2>
      {verb ? (
        <p className="verb">
          <AgentText text={verb} />
        </p>
      ) : (
        <p>The agent names no action. The executor gets the blocks as they are.</p>
      )}
      {display?.target && (
        <p>
          to <AgentText className="target" text={display.target} />
        </p>
      )}
      {task.execution_intent && (
        <p className="quiet small">
          {task.execution_intent.kind.replaceAll("_", " ")}
          {task.execution_intent.template_id && (
            <>
              {" "}
              ·{" "}
              <code className="small">
                <AgentText text={task.execution_intent.template_id} />
              </code>
            </>
          )}
        </p>
      )}
      <Warnings task={task} />
      <Overtaken all={overtaken} />
      {task.status === "PENDING" && <p className="quiet">Nothing runs until you approve.</p>}
    </section>
  );
}
