import type { Task } from "../api/client";
import { plain } from "../parts/Pairs";

/** Everything that the agent says about its blocks. */
export function saidIn(task: Task): string[] {
  const { display } = task.execution_intent ?? {};
  const options = task.interaction_schema?.options?.map((each) => each.label) ?? [];
  const reasons = task.interaction_schema?.deny_reasons?.map((each) => each.label) ?? [];
  const guidance = task.interaction_schema?.guidance ?? "";
  return [
    task.title,
    task.service?.name,
    task.source_service?.name,
    task.action?.verb,
    task.execution_intent?.template_id,
    display?.action_type,
    display?.target,
    display?.warning,
    task.risk_warning,
    ...(typeof guidance === "string" ? [guidance] : Object.entries(guidance).flatMap(([name, value]) => [name, plain(value)])),
    ...options,
    ...reasons,
  ].filter((each) => each !== undefined);
}
