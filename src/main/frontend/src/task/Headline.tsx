import { useEffect, useRef } from "react";
import type { Task } from "../api/client";
import { AgentText } from "../parts/AgentText";
import { UnseenCount } from "../parts/UnseenCount";
import { Risk } from "../parts/Risk";
import { Ago } from "../parts/time";
import { type Overtaken as OvertakenWords, names } from "./description";
import { Overtaken } from "./Overtaken";
import { plain } from "./Pairs";
import { Flow, StatusTag } from "../queue/Words";

/** All that the agent says about its blocks. */
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

/** What is proposed, by whom, and how dangerous it is. */
export function Headline({ task, edited, overtaken }: { task: Task; edited: boolean; overtaken: OvertakenWords[] }) {
  const title = useRef<HTMLHeadingElement>(null);
  useEffect(() => title.current?.focus({ preventScroll: true }), []);
  return (
    <header className={`headline risk-${task.risk_level}`}>
      <div className="line">
        <Risk level={task.risk_level} />
        <StatusTag item={task} />
        {task.priority === "HIGH" && <span className="tag strong">Urgent</span>}
        {edited && <span className="tag edited">edited</span>}
      </div>
      <h1 ref={title} tabIndex={-1}>
        <AgentText text={task.title} />
      </h1>
      <Overtaken all={overtaken.filter(({ was }) => names(task.title, was))} />
      <UnseenCount texts={saidIn(task)} />
      <p className="quiet about">
        <AgentText text={task.source_name} /> ·{" "}
        {(task.service || task.source_service || task.action) && (
          <>
            <Flow item={task} /> ·{" "}
          </>
        )}
        <Ago at={task.created_at} />
      </p>
    </header>
  );
}
