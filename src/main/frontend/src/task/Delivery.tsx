import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type Attempt, type Source, type Task, type User, client, take } from "../api/client";
import { source as sourceQuery, task as taskQuery } from "../api/queries";
import { AgentText } from "../parts/AgentText";
import { Icon } from "../parts/Icon";
import { unknown } from "../parts/outcome";
import { Fault } from "../parts/States";
import { Ago, atClock } from "../parts/time";

/** Reviewers see a source's delivery mode; administrators also see whether its webhook is on. */
function waitingInWords(source: Source | undefined, admin: boolean): string {
  if (source?.delivery.webhook?.enabled) {
    return "On its way";
  }
  const pulled = source && (source.delivery.mode === "PULL_ONLY" || (admin && source.delivery.mode !== "WEBHOOK_ONLY"));
  return pulled ? "Waits until the executor fetches it" : "Not delivered yet";
}

/** The delivery of the decision to the executor. */
export function Delivery({ task, user }: { task: Task; user: User }) {
  const admin = user.role === "admin";
  const cache = useQueryClient();
  const { dispatch } = task;
  const source = useQuery({ ...sourceQuery(task.source_id), enabled: Boolean(dispatch) });
  const path = { source_id: task.source_id, event_id: dispatch?.decision_event_id ?? "" };
  const attempts = useQuery({
    queryKey: ["attempts", path.event_id, dispatch?.attempt_count, dispatch?.last_delivery_status],
    queryFn: async (): Promise<Attempt[]> =>
      (await take(client.GET("/sources/{source_id}/decision-events/{event_id}/attempts", { params: { path } }))).items,
    enabled: admin && (dispatch?.attempt_count ?? 0) > 0,
  });
  const again = useMutation({
    mutationFn: () =>
      take(client.POST("/sources/{source_id}/decision-events/{event_id}/redeliver", { params: { path } })),
    onSuccess: () => cache.invalidateQueries({ queryKey: taskQuery(task.id).queryKey }),
  });
  if (!dispatch) {
    return null;
  }
  const { last_delivery_status: status, attempt_count: count, last_attempt_at: at } = dispatch;
  const most = source.data?.delivery.webhook?.max_attempts;
  const newest = attempts.data?.[0];
  const why = newest ? `: ${newest.status_code ?? newest.error}` : "";
  return (
    <section className="delivery" aria-label="Delivery">
      <div role="status">
        {status === "DELIVERED" ? (
          <p className="good">
            <Icon name="check" />
            {at ? `Delivered ${atClock(at)}` : "The executor has it"}
          </p>
        ) : status === "FAILED" ? (
          <p className="bad">
            <Icon name="warn" />
            Not delivered: {count === 1 ? "the attempt" : `all ${count} attempts`} failed{why}
          </p>
        ) : status === "IN_PROGRESS" ? (
          <p className="under-way">
            <Icon name="send" />
            Attempt {count}
            {most ? ` of ${most}` : ""} failed{why}. It is tried again.
          </p>
        ) : status === "NOT_SENT" ? (
          <p className="under-way">
            <Icon name="send" />
            {waitingInWords(source.data, admin)}
          </p>
        ) : (
          <p className="under-way">{unknown(status)}</p>
        )}
      </div>
      {attempts.data && attempts.data.length > 0 && (
        <ol className="attempts small" aria-label="Attempts">
          {attempts.data.map((each) => (
            <li key={`${each.attempt}-${each.attempted_at}`}>
              <span>{each.attempt}</span>
              <span className={each.status_code && each.status_code < 300 ? "good" : "bad"}>
                {each.status_code ?? "no answer"}
              </span>
              <AgentText className="quiet" text={each.error ?? each.response_excerpt ?? ""} />
              <span className="quiet">{each.duration_ms} ms</span>
              <Ago short at={each.attempted_at} />
            </li>
          ))}
        </ol>
      )}
      {admin && (status === "FAILED" || status === "DELIVERED") && source.data?.delivery.webhook?.enabled && (
        <button type="button" className="button" disabled={again.isPending} onClick={() => again.mutate()}>
          Send again
        </button>
      )}
      <Fault fault={again.error} />
    </section>
  );
}
