import { memo } from "react";
import { Link } from "wouter";
import type { TaskItem } from "../api/client";
import { AgentText } from "../parts/AgentText";
import { Icon } from "../parts/Icon";
import { Risk } from "../parts/Risk";
import { Ago } from "../parts/time";
import { withoutSigns } from "./preview";
import { Flow, StatusTag } from "./Words";

export const Row = memo(function Row({
  item,
  gone,
  selected,
  onFocus,
}: {
  item: TaskItem;
  gone: boolean;
  selected: boolean;
  onFocus: () => void;
}) {
  const warning = item.execution_intent?.display?.warning ?? item.risk_warning;
  return (
    <Link
      id={`row-${item.id}`}
      href={`/tasks/${item.id}`}
      className={`risk-${item.risk_level}${gone ? " gone" : ""}${selected ? " selected" : ""}`}
      onFocus={onFocus}
    >
      <span className="band" aria-hidden="true" />
      <span className="level">
        <Risk level={item.risk_level} />
      </span>
      <span className="flow">
        <Flow item={item} />
        {(item.service ?? item.source_service) && <AgentText className="agent" text={item.source_name} />}
      </span>
      <span className="what">
        <AgentText className="title" text={item.title} />
        <span className="under">
          {warning ? (
            <span className="warning">
              <Icon name="warn" />
              <AgentText text={warning} />
            </span>
          ) : null}
          {item.preview && item.preview !== item.title ? <AgentText className="beginning" text={withoutSigns(item.preview)} /> : null}
        </span>
      </span>
      <span className="marks">
        {item.has_changes && <span className="tag edited">edited</span>}
        {item.priority === "HIGH" && item.status === "PENDING" && <span className="tag strong">Urgent</span>}
        {item.status !== "PENDING" && <StatusTag item={item} />}
      </span>
      <span className="age">
        <Ago short at={item.decision?.decided_at ?? item.created_at} />
        {item.decision && <AgentText className="by" text={`by ${item.decision.decided_by.replace(/@.*/, "")}`} />}
      </span>
    </Link>
  );
});
