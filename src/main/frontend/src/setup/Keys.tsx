import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Link } from "wouter";
import { type ApiKey, client, take } from "../api/client";
import { sources as sourcesQuery } from "../api/queries";
import { Icon } from "../parts/Icon";
import { Failure, Fault } from "../parts/States";
import { Ago } from "../parts/time";
import { Once, Sure } from "./parts";
import { keys as keysQuery } from "./queries";

export function Keys() {
  return (
    <div className="narrow stack setup">
      <Link href="/setup" className="back">
        <Icon name="back" />
        Set-up
      </Link>
      <h1>API keys</h1>
      <p className="quiet">An administrator's key may do everything but decide. Keys of a source see that source alone.</p>
      <KeyList />
    </div>
  );
}

/** The keys of a source, or all of them; a new one belongs to the source, or is an administrator's. */
export function KeyList({ sourceId }: { sourceId?: string }) {
  const cache = useQueryClient();
  const list = useQuery(keysQuery(sourceId));
  const sources = useQuery({ ...sourcesQuery, enabled: !sourceId });
  const [name, setName] = useState("");
  const [environment, setEnvironment] = useState<"live" | "test">("live");
  const refresh = () => cache.invalidateQueries({ queryKey: ["keys"] });
  const create = useMutation({
    mutationFn: () =>
      take(
        client.POST("/api-keys", {
          body: {
            source_id: sourceId,
            key_type: sourceId ? "source" : "admin",
            environment,
            name: name.trim() || undefined,
          },
        }),
      ),
    onSuccess: () => {
      setName("");
      return refresh();
    },
  });
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
      {create.data && <Once name={create.data.name ?? "New key"} secret={create.data.key} />}
      <form
        className="line"
        onSubmit={(event) => {
          event.preventDefault();
          create.mutate();
        }}
      >
        <input
          className="input grow"
          aria-label="Name of the new key"
          placeholder="Name of the new key"
          maxLength={200}
          value={name}
          onChange={(event) => setName(event.target.value)}
        />
        <select
          className="select fit"
          aria-label="Environment"
          value={environment}
          onChange={(event) => setEnvironment(event.target.value as "live" | "test")}
        >
          <option value="live">live</option>
          <option value="test">test</option>
        </select>
        <button className="button" disabled={create.isPending}>
          {sourceId ? "Make a key" : "Make an administrator's key"}
        </button>
      </form>
      <Fault fault={create.error ?? revoke.error} />
      <ul className="keys-list">
        {list.data?.map((key) => (
          <li key={key.id} className={key.revoked_at ? "revoked" : undefined}>
            <span className="name">
              <code>{key.key_prefix}…</code>
              <bdi className="quiet small">
                {[key.name, sourceId ? undefined : named(key)].filter(Boolean).join(" · ")}
              </bdi>
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
