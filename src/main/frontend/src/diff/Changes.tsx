import { useQuery } from "@tanstack/react-query";
import { useEffect, useMemo } from "react";
import type { VersionedTask } from "../api/client";
import { diff as diffQuery, task as taskQuery } from "../api/queries";
import { BlockId } from "../content/BlockId";
import { nameOf } from "../content/blocks";
import { AgentText } from "../parts/AgentText";
import { Fault } from "../parts/States";
import { spelled } from "../parts/unseen";
import { queries } from "../state/stores";
import { type BlockChange, changesIn } from "./diff";
import { Hunks, Operations } from "./DiffLines";

export interface Shown {
  changes?: BlockChange[];
  fault: unknown;
  again(): void;
}

/** The changes that will be or were sent, as the service computes them for exactly the version on the page. */
export function useShownChanges({ task, etag }: VersionedTask, enabled = true): Shown {
  const pending = task.status === "PENDING";
  const query = useQuery({ ...diffQuery(task.id, etag), enabled: enabled && pending });
  const stale = query.data !== undefined && query.data.etag !== etag;
  useEffect(() => {
    if (stale) {
      void queries.invalidateQueries({ queryKey: taskQuery(task.id).queryKey });
    }
  }, [stale, task.id]);
  const known = pending ? (stale ? undefined : query.data?.diff) : (task.diff ?? {});
  const diff = enabled ? known : undefined;
  const changes = useMemo(() => diff && changesIn(task, diff), [task, diff]);
  return { changes, fault: pending ? query.error : null, again: () => void query.refetch() };
}

export function Changes({ shown, heading: Heading = "h3" }: { shown: Shown; heading?: "h2" | "h3" | "h4" }) {
  const { changes, fault, again } = shown;
  if (fault) {
    return (
      <div className="line">
        <Fault fault={fault} />
        <button type="button" className="button" onClick={again}>
          Try again
        </button>
      </div>
    );
  }
  if (!changes) {
    return <div className="skeleton" style={{ height: 96 }} aria-busy="true" />;
  }
  if (changes.length === 0) {
    return <p className="quiet">Nothing was changed: it is sent as the agent wrote it.</p>;
  }
  return (
    <div className="stack">
      {changes.map((change) => (
        <section key={change.block.id} className="block">
          <header>
            <Heading>
              <AgentText text={nameOf(change.block)} />
            </Heading>
            <BlockId block={change.block} />
            <Amount change={change} />
          </header>
          {"hunks" in change ? (
            <Hunks hunks={change.hunks} name={spelled(nameOf(change.block))} />
          ) : (
            <Operations operations={change.operations} name={spelled(nameOf(change.block))} />
          )}
        </section>
      ))}
    </div>
  );
}

function Amount({ change }: { change: BlockChange }) {
  if (!("hunks" in change)) {
    const count = change.operations.length;
    return (
      <span className="quiet small">
        {count.toLocaleString()} {count === 1 ? "change" : "changes"}
      </span>
    );
  }
  const count = (kind: string) =>
    change.hunks.reduce((sum, hunk) => sum + hunk.lines.filter((line) => line.kind === kind).length, 0);
  return (
    <span className="small">
      <span className="plus">+{count("added").toLocaleString()}</span>{" "}
      <span className="minus">−{count("removed").toLocaleString()}</span>
    </span>
  );
}
