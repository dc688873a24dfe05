import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Link, useLocation } from "wouter";
import { client, take } from "../api/client";
import { newSecrets } from "../state/stores";
import { SetupPage } from "./parts";
import { makeKey } from "./queries";
import { SourceForm, type SourceSettings } from "./SourceForm";

/** Creates a source and its first key, then opens the page that connects an agent. */
export function NewSource() {
  const [, navigate] = useLocation();
  const cache = useQueryClient();
  const create = useMutation({
    mutationFn: async ({ name, description, mode, url }: SourceSettings) => {
      // Off: the receiver cannot know a secret that is being created.
      const webhook = mode !== "PULL_ONLY" && url ? { url, enabled: false } : undefined;
      const body = { name, description: description || undefined, delivery: { mode, webhook: webhook as never } };
      const source = await take(client.POST("/sources", { body }));
      const key = await makeKey({ source_id: source.id, key_type: "source", environment: "live", name: "First key" });
      newSecrets.set(source.id, { key: key.key, secret: source.delivery.webhook.secret });
      return source;
    },
    onSuccess: async (source) => {
      await cache.invalidateQueries({ queryKey: ["sources"] });
      navigate(`/setup/sources/${source.id}/connect`);
    },
  });
  return (
    <SetupPage back="Set-up" backTo="/setup">
      <h1>New source</h1>
      <p className="quiet">A source is an agent and its executor: who proposes, and who acts on the decision.</p>
      <SourceForm action="Make it" busy={create.isPending} fault={create.error} onSubmit={create.mutate}>
        <Link className="button" href="/setup">
          Back
        </Link>
      </SourceForm>
    </SetupPage>
  );
}
