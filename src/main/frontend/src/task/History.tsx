import { useQuery } from "@tanstack/react-query";
import { type Task, type User, client, take } from "../api/client";
import { AgentText } from "../parts/AgentText";
import { outcomeWord } from "../parts/outcome";
import { Ago, atClock } from "../parts/time";

interface Event {
  at: string;
  words: string;
  by?: string;
}

/** The events that the task itself records, oldest first. */
export function eventsOf(task: Task): Event[] {
  const events: Event[] = [{ at: task.created_at, words: "Filed", by: task.source_name }];
  const { decision, dispatch } = task;
  if (!decision && task.version > 1) {
    events.push({ at: task.updated_at, words: "Last edited" });
  }
  if (decision) {
    events.push({
      at: decision.decided_at,
      words: outcomeWord(decision.type),
      by: decision.decided_by,
    });
  }
  if (dispatch?.last_attempt_at) {
    const times = `${dispatch.attempt_count} ${dispatch.attempt_count === 1 ? "attempt" : "attempts"}`;
    events.push({
      at: dispatch.last_attempt_at,
      words: dispatch.last_delivery_status === "DELIVERED" ? `Sent and delivered, ${times}` : `Sent, ${times}, not delivered`,
    });
  } else if (dispatch?.last_delivery_status === "DELIVERED" && task.status === "DISPATCHED") {
    events.push({ at: task.updated_at, words: "Fetched by the executor" });
  }
  if (task.archived_at) {
    events.push({ at: task.archived_at, words: "Archived" });
  }
  return events;
}

/** Who did what when; administrators see each edit. */
export function History({ task, user }: { task: Task; user: User }) {
  const edits = useQuery({
    queryKey: ["edits", task.id, task.version],
    queryFn: async () => {
      const query = { target_id: task.id, action: "review_task.edit", limit: 100 } as const;
      return (await take(client.GET("/audit-log", { params: { query } }))).items;
    },
    enabled: user.role === "admin" && task.version > 1,
  });
  const events = eventsOf(task);
  if (edits.data?.length) {
    const known = edits.data.map(
      (line): Event => ({ at: line.occurred_at, words: "Edited", by: line.actor.email ?? line.actor.key_prefix }),
    );
    events.splice(1, task.decision ? 0 : 1, ...known.reverse());
  }
  return (
    <section aria-labelledby="history">
      <h3 id="history">History</h3>
      <ol className="history">
        {events.map((event, at) => (
          <li key={at}>
            <span>
              {event.words}
              {event.by && (
                <>
                  {" "}
                  by <AgentText text={event.by} />
                </>
              )}
            </span>
            <span className="quiet">
              <Ago at={event.at} />, {atClock(event.at)}
            </span>
          </li>
        ))}
      </ol>
    </section>
  );
}
