import { useState } from "react";
import type { Task, User } from "../api/client";
import { History } from "./History";
import { Pairs } from "../parts/Pairs";

/** Rarely needed details. */
export function Details({ task, user }: { task: Task; user: User }) {
  const [open, setOpen] = useState(false);
  return (
    <details className="details" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>Metadata, history, ids</summary>
      {open && (
        <div className="stack">
          {task.metadata && Object.keys(task.metadata).length > 0 && (
            <section aria-labelledby="metadata">
              <h3 id="metadata">Metadata</h3>
              <Pairs value={task.metadata} />
            </section>
          )}
          <History task={task} user={user} />
          <section aria-labelledby="ids">
            <h3 id="ids">Ids</h3>
            <Pairs value={{ task: task.id, source: task.source_id, version: String(task.version) }} />
          </section>
        </div>
      )}
    </details>
  );
}
