import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { type Source, client, take } from "../api/client";
import { Once } from "./parts";
import { SourceForm, type SourceSettings as Settings } from "./SourceForm";

/** Changes the settings of a source. */
export function SourceSettings({ source }: { source: Source }) {
  const cache = useQueryClient();
  const [secret, setSecret] = useState<string>();
  const save = useMutation({
    mutationFn: ({ name, description, mode, url, enabled, timeout, attempts, backoff }: Settings) =>
      take(
        client.PATCH("/sources/{source_id}", {
          params: { path: { source_id: source.id } },
          body: {
            name,
            description: description || null,
            delivery: {
              mode,
              webhook: {
                url: url || null,
                enabled: url ? enabled : false,
                timeout_ms: Number(timeout),
                max_attempts: Number(attempts),
                retry_backoff_seconds: Number(backoff),
              },
            },
          } as never,
        }),
      ),
    onSuccess: (saved) => {
      if (saved.delivery.webhook.secret) {
        setSecret(saved.delivery.webhook.secret);
      }
      return cache.invalidateQueries({ queryKey: ["sources"] });
    },
  });
  return (
    <SourceForm
      source={source}
      action="Save"
      busy={save.isPending}
      fault={save.error}
      onEdit={() => save.isSuccess && save.reset()}
      onSubmit={save.mutate}
      notes={secret && <Once name="Webhook secret" secret={secret} />}
    >
      <span className="good" role="status">
        {save.isSuccess && "Saved"}
      </span>
    </SourceForm>
  );
}
