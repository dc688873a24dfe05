import { useEffect, useRef } from "react";
import type { Task } from "../api/client";
import { Risk } from "../parts/Risk";
import { Ago } from "../parts/time";
import { Flow, StatusTag } from "../queue/Words";

/** What is proposed, by whom, and how dangerous it is. */
export function Headline({ task, edited }: { task: Task; edited: boolean }) {
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
        <bdi>{task.title}</bdi>
      </h1>
      <p className="quiet about">
        <bdi>{task.source_name}</bdi> ·{" "}
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
