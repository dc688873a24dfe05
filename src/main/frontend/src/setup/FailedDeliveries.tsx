import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "wouter";
import { client, take } from "../api/client";
import { AgentText } from "../parts/AgentText";
import { plural } from "../parts/UnseenCount";
import { Fault } from "../parts/States";
import { Ago } from "../parts/time";
import { Note } from "./parts";
import { failures } from "./queries";

/** Failed deliveries, which can be sent again. */
export function FailedDeliveries({ id }: { id: string }) {
  const cache = useQueryClient();
  const failed = useQuery(failures(id));
  const refresh = () => cache.invalidateQueries({ queryKey: failures(id).queryKey });
  const one = useMutation({
    mutationFn: (event: string) =>
      take(
        client.POST("/sources/{source_id}/decision-events/{event_id}/redeliver", {
          params: { path: { source_id: id, event_id: event } },
        }),
      ),
    onSuccess: refresh,
  });
  const all = useMutation({
    mutationFn: () =>
      take(
        client.POST("/sources/{source_id}/decision-events/redeliver", {
          params: { path: { source_id: id } },
          body: { since: "2000-01-01T00:00:00.000Z" },
        }),
      ),
    onSuccess: refresh,
  });
  if (!failed.data || (failed.data.length === 0 && !all.data)) {
    return null;
  }
  return (
    <section className="stack" aria-labelledby="failed">
      <div className="line">
        <h2 id="failed">Deliveries that failed</h2>
        <span className="space" />
        {failed.data.length > 0 && (
          <button type="button" className="button" disabled={all.isPending} onClick={() => all.mutate()}>
            Send all again
          </button>
        )}
      </div>
      {all.data && (
        <Note kind="good">
          <p>{all.data.scheduled.toLocaleString()} will be sent again.</p>
        </Note>
      )}
      <Fault fault={one.error ?? all.error} />
      <ul className="keys-list">
        {failed.data.map((task) => (
          <li key={task.id}>
            <span className="name">
              <Link href={`/tasks/${task.id}`}>
                <AgentText text={task.title} />
              </Link>
              <span className="quiet small">{plural(task.dispatch?.attempt_count ?? 0, "attempt", "attempts")}</span>
            </span>
            <span className="quiet small">
              {task.dispatch?.last_attempt_at && <Ago at={task.dispatch.last_attempt_at} />}
            </span>
            <button
              type="button"
              className="button"
              disabled={one.isPending}
              onClick={() => one.mutate(task.dispatch?.decision_event_id ?? "")}
            >
              Send again
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
