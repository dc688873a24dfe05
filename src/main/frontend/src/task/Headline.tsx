import { useEffect, useRef } from "react";
import type { Task } from "../api/client";
import { AgentText } from "../parts/AgentText";
import { UnseenCount } from "../parts/UnseenCount";
import { Risk } from "../parts/Risk";
import { Ago } from "../parts/time";
import { type Overtaken as OvertakenWords, names } from "../description/description";
import { Overtaken } from "../description/Overtaken";
import { saidIn } from "../description/said";
import { Flow, StatusTag } from "../queue/Words";

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
