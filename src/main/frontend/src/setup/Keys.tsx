import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type ApiKey, client, take } from "../api/client";
import { sources as sourcesQuery } from "../api/queries";
import { AgentText } from "../parts/AgentText";
import { Failure, Fault } from "../parts/States";
import { Ago } from "../parts/time";
import { NewKey } from "./NewKey";
import { SetupPage, Sure } from "./parts";
import { keys as keysQuery } from "./queries";

export function Keys() {
  return (
    <SetupPage back="Set-up" backTo="/setup">
      <h1>API keys</h1>
      <p className="quiet">An administrator's key may do everything but decide. Keys of a source see that source alone.</p>
      <KeyList />
    </SetupPage>
  );
}

/** The keys of a source, or all of them; a new one belongs to the source, or is an administrator's. */
export function KeyList({ sourceId }: { sourceId?: string }) {
  const cache = useQueryClient();
  const list = useQuery(keysQuery(sourceId));
  const sources = useQuery({ ...sourcesQuery, enabled: !sourceId });
  const refresh = () => cache.invalidateQueries({ queryKey: ["keys"] });
  const revoke = useMutation({
    mutationFn: (id: string) => take(client.DELETE("/api-keys/{id}", { params: { path: { id } } })),
    onSuccess: refresh,
  });
  if (list.isError) {
    return <Failure fault={list.error} again={() => void list.refetch()} />;
  }
  const named = (key: ApiKey) =>
    key.source_id ? sources.data?.find((each) => each.id === key.source_id)?.name : "administration";
  return (
    <div className="stack">
      <NewKey sourceId={sourceId} />
      <Fault fault={revoke.error} />
      <ul className="keys-list">
        {list.data?.map((key) => (
          <li key={key.id} className={key.revoked_at ? "revoked" : undefined}>
            <span className="name">
              <code>{key.key_prefix}…</code>
              <AgentText
                className="quiet small"
                text={[key.name, sourceId ? undefined : named(key)].filter(Boolean).join(" · ")}
              />
            </span>
            <span className="quiet small">
              {key.revoked_at ? (
                <>
                  revoked <Ago at={key.revoked_at} />
                </>
              ) : key.last_used_at ? (
                <>
                  used <Ago at={key.last_used_at} />
                </>
              ) : (
                "never used"
              )}
            </span>
            {!key.revoked_at && (
              <Sure
                label="Revoke"
                title="Revoke this key?"
                busy={revoke.isPending}
                onSure={() => revoke.mutate(key.id)}
              >
                <p>
                  <code>{key.key_prefix}…</code> stops working within seconds, and does not come back.
                </p>
              </Sure>
            )}
          </li>
        ))}
      </ul>
    </div>
  );
}
