import type { Task, TaskItem } from "../api/client";
import { AgentText } from "../parts/AgentText";

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

export function statusInWords(item: Pick<Task, "status" | "decision">): string {
  switch (item.status) {
    case "PENDING":
      return "Pending";
    case "APPROVED":
      return "Approved";
    case "DENIED":
      return "Denied";
    default:
      return item.decision?.type === "DENY" ? "Denied" : "Approved";
  }
}

export function StatusTag({ item }: { item: Pick<Task, "status" | "decision" | "dispatch"> }) {
  if (item.status === "PENDING") {
    return <span className="tag strong">Pending</span>;
  }
  const denied = item.decision?.type === "DENY";
  return (
    <>
      <span className={`tag ${denied ? "bad" : "good"}`}>{denied ? "Denied" : "Approved"}</span>
      {item.dispatch?.last_delivery_status === "FAILED" && <span className="tag warn">not delivered</span>}
      {item.status === "ARCHIVED" && <span className="tag">archived</span>}
    </>
  );
}
