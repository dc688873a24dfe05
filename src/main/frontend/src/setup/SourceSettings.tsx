import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { type Source, client, take } from "../api/client";
import { Once } from "./parts";
import { SourceForm, type SourceSettings as Settings } from "./SourceForm";

/** The settings are drawn anew when they were saved; the secret must not vanish with that. */
const shownSecrets = new Map<string, string>();

/** Changes the settings of a source. */
export function SourceSettings({ source }: { source: Source }) {
  const cache = useQueryClient();
  const [secret, setSecret] = useState(shownSecrets.get(source.id));
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
        shownSecrets.set(source.id, saved.delivery.webhook.secret);
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
      onSubmit={save.mutate}
      notes={secret && <Once name="Webhook secret" secret={secret} />}
    >
      {save.isSuccess && (
        <span className="good" role="status">
          Saved
        </span>
      )}
    </SourceForm>
  );
}
