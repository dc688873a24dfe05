import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useLocation } from "wouter";
import { type Source, client, take } from "../api/client";
import { AgentText } from "../parts/AgentText";
import { Fault } from "../parts/States";
import { Sure } from "./parts";

/** Deletes a source that has no tasks. */
export function RemoveSource({ source, total }: { source: Source; total?: number }) {
  const cache = useQueryClient();
  const [, navigate] = useLocation();
  const remove = useMutation({
    mutationFn: () => take(client.DELETE("/sources/{source_id}", { params: { path: { source_id: source.id } } })),
    onSuccess: async () => {
      navigate("/setup");
      await cache.invalidateQueries({ queryKey: ["sources"], exact: true });
    },
  });
  if (total !== 0) {
    return null;
  }
  return (
    <section className="stack" aria-label="Delete">
      <div>
        <Sure label="Delete this source" title="Delete this source?" busy={remove.isPending} onSure={() => remove.mutate()}>
          <p>
            <AgentText text={source.name} /> has no tasks. It goes, and its keys go with it.
          </p>
        </Sure>
      </div>
      <Fault fault={remove.error} />
    </section>
  );
}
