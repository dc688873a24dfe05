import type { Task, TaskItem } from "../api/client";
import { AgentText } from "../parts/AgentText";
import { outcomeTone, outcomeWord, unknown } from "../parts/outcome";

type Known = Pick<Task | TaskItem, "service" | "source_service" | "action" | "source_name">;

/** An agent's icon is text; a name of an icon that is not an emoji is left out. */
export function AgentIcon({ icon }: { icon?: string }) {
  return icon && /^\p{Extended_Pictographic}/u.test(icon) ? (
    <span className="emoji" aria-hidden="true">
      {Array.from(new Intl.Segmenter().segment(icon), (part) => part.segment)[0]}
    </span>
  ) : null;
}

/** Notion → Gmail · Send email */
export function Flow({ item }: { item: Known }) {
  const { service, source_service: from, action } = item;
  return (
    <>
      <span className="services">
        {from && (
          <>
            <AgentIcon icon={from.icon} />
            <AgentText text={from.name} />
            <span aria-hidden="true"> → </span>
            <span className="unseen">to</span>
          </>
        )}
        {service ? (
          <>
            <AgentIcon icon={service.icon} />
            <AgentText text={service.name} />
          </>
        ) : (
          !from && <AgentText text={item.source_name} />
        )}
      </span>
      {action && <AgentText className="verb" text={action.verb} />}
    </>
  );
}

export function StatusTag({ item }: { item: Pick<Task, "status" | "decision" | "dispatch"> }) {
  const { status, decision, dispatch } = item;
  switch (status) {
    case "PENDING":
      return <span className="tag strong">Pending</span>;
    case "APPROVED":
    case "DENIED":
    case "DISPATCHED":
    case "ARCHIVED":
      return (
        <>
          {decision && <span className={`tag ${outcomeTone(decision.type)}`}>{outcomeWord(decision.type)}</span>}
          {dispatch?.last_delivery_status === "FAILED" && <span className="tag warn">not delivered</span>}
          {status === "ARCHIVED" && <span className="tag">archived</span>}
        </>
      );
    default:
      return <span className="tag">{unknown(status)}</span>;
  }
}
