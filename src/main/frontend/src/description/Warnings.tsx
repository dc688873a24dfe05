import type { Task } from "../api/client";
import { AgentText } from "../parts/AgentText";
import { Icon } from "../parts/Icon";

export function Warnings({ task }: { task: Task }) {
  const warnings = new Set(
    [task.execution_intent?.display?.warning, task.risk_warning].filter((each): each is string => Boolean(each)),
  );
  return [...warnings].map((each) => (
    <p key={each} className="warning">
      <Icon name="warn" />
      <AgentText className="pre" text={each} />
    </p>
  ));
}
