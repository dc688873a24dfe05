import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Link, useLocation } from "wouter";
import { type DeliveryMode, type Source, type SourceWithSecret, client, take } from "../api/client";
import { source as sourceQuery } from "../api/queries";
import { Icon } from "../parts/Icon";
import { Failure, Fault } from "../parts/States";
import { Ago } from "../parts/time";
import { KeyList } from "./Keys";
import { ModeChoice, Note, Once, Sure } from "./parts";
import { activity, failures } from "./queries";

interface Webhook {
  enabled: boolean;
  url?: string;
  timeout_ms: number;
  max_attempts: number;
  retry_backoff_seconds: number;
  switched_off_at?: string;
  switched_off_reason?: "gone" | "failing";
}

export function SourcePage({ id }: { id: string }) {
  const source = useQuery(sourceQuery(id));
  const state = useQuery(activity(id));
  if (source.isError) {
    return <Failure fault={source.error} again={() => void source.refetch()} />;
  }
  if (!source.data) {
    return null;
  }
  const webhook = (source.data.delivery as { webhook?: Webhook }).webhook;
  return (
    <div className="narrow stack setup">
      <Link href="/setup" className="back">
        <Icon name="back" />
        Set-up
      </Link>
      <div className="line">
        <h1>
          <bdi>{source.data.name}</bdi>
        </h1>
        <span className="space" />
        <Link className="button" href={`/?source=${id}`}>
          {state.data ? `${state.data.waiting.toLocaleString()} waiting` : "Its tasks"}
        </Link>
        <Link className="button act" href={`/setup/sources/${id}/connect`}>
          Connect your agent
        </Link>
      </div>
      <p className="small quiet">
        <code>{id}</code>
      </p>
      {webhook?.switched_off_at && (
        <Note kind="bad">
          <p>
            The webhook was switched off <Ago at={webhook.switched_off_at} />:{" "}
            {webhook.switched_off_reason === "gone" ? "the endpoint answered 410." : "every call has failed for 5 days."}{" "}
            Decisions wait. Switch it on again below when the endpoint is back.
          </p>
        </Note>
      )}
      <Settings key={source.data.updated_at} source={source.data} webhook={webhook} />
      {webhook?.url && <WebhookTools id={id} />}
      <Failed id={id} />
      <section className="stack" aria-labelledby="keys">
        <h2 id="keys">Keys</h2>
        <KeyList sourceId={id} />
      </section>
      <Remove source={source.data} total={state.data?.total} />
    </div>
  );
}

function Settings({ source, webhook }: { source: Source; webhook?: Webhook }) {
  const cache = useQueryClient();
  const [name, setName] = useState(source.name);
  const [description, setDescription] = useState(source.description ?? "");
  const [mode, setMode] = useState<DeliveryMode>(source.delivery.mode);
  const [url, setUrl] = useState(webhook?.url ?? "");
  const [enabled, setEnabled] = useState(webhook?.enabled ?? false);
  const [timeout, setTimeoutMs] = useState(String(webhook?.timeout_ms ?? 5000));
  const [attempts, setAttempts] = useState(String(webhook?.max_attempts ?? 10));
  const [backoff, setBackoff] = useState(String(webhook?.retry_backoff_seconds ?? 30));
  const [secret, setSecret] = useState<string>();
  const save = useMutation({
    mutationFn: async () =>
      (await take(
        client.PATCH("/sources/{source_id}", {
          params: { path: { source_id: source.id } },
          body: {
            name: name.trim(),
            description: description.trim() || null,
            delivery: {
              mode,
              webhook: {
                url: url.trim() || null,
                enabled: url.trim() ? enabled || !webhook?.url : false,
                timeout_ms: Number(timeout),
                max_attempts: Number(attempts),
                retry_backoff_seconds: Number(backoff),
              },
            },
          } as never,
        }),
      )) as SourceWithSecret,
    onSuccess: (saved) => {
      if (saved.delivery.webhook.secret) {
        shownSecrets.set(source.id, saved.delivery.webhook.secret);
        setSecret(saved.delivery.webhook.secret);
      }
      return cache.invalidateQueries({ queryKey: ["sources"] });
    },
  });
  const shown = secret ?? shownSecrets.get(source.id);
  return (
    <form
      className="stack fields"
      aria-label="Settings"
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate();
      }}
    >
      <label className="field">
        <span className="name">Name</span>
        <input
          className="input"
          required
          maxLength={200}
          value={name}
          onChange={(event) => setName(event.target.value)}
        />
      </label>
      <label className="field">
        <span className="name">What it is for</span>
        <input
          className="input"
          maxLength={4000}
          value={description}
          onChange={(event) => setDescription(event.target.value)}
        />
      </label>
      <ModeChoice value={mode} onChange={setMode} />
      {mode !== "PULL_ONLY" && (
        <>
          <label className="field">
            <span className="name">Webhook URL</span>
            <input className="input" type="url" value={url} onChange={(event) => setUrl(event.target.value)} />
          </label>
          {webhook?.url && (
            <label className="choice">
              <input type="checkbox" checked={enabled} onChange={(event) => setEnabled(event.target.checked)} />
              <span>Webhook is on</span>
            </label>
          )}
          <div className="three">
            <NumberField name="Timeout, ms" value={timeout} min={100} max={30_000} onChange={setTimeoutMs} />
            <NumberField name="Attempts" value={attempts} min={1} max={25} onChange={setAttempts} />
            <NumberField name="First retry after, s" value={backoff} min={1} max={3600} onChange={setBackoff} />
          </div>
        </>
      )}
      {shown && <Once name="Webhook secret" secret={shown} />}
      <Fault fault={save.error} />
      <div className="line">
        <button className="button act" disabled={save.isPending}>
          Save
        </button>
        {save.isSuccess && (
          <span className="good" role="status">
            Saved
          </span>
        )}
      </div>
    </form>
  );
}

/** The settings are drawn anew when they were saved; the secret must not vanish with that. */
const shownSecrets = new Map<string, string>();

function NumberField({
  name,
  value,
  min,
  max,
  onChange,
}: {
  name: string;
  value: string;
  min: number;
  max: number;
  onChange: (value: string) => void;
}) {
  return (
    <label className="field">
      <span className="name">{name}</span>
      <input
        className="input"
        type="number"
        required
        min={min}
        max={max}
        value={value}
        onChange={(event) => onChange(event.target.value)}
      />
    </label>
  );
}

function WebhookTools({ id }: { id: string }) {
  const params = { params: { path: { source_id: id } } };
  const test = useMutation({ mutationFn: () => take(client.POST("/sources/{source_id}/webhook-test", params)) });
  const rotate = useMutation({
    mutationFn: () => take(client.POST("/sources/{source_id}/webhook-secret/rotate", params)),
  });
  return (
    <section className="stack" aria-labelledby="webhook">
      <h2 id="webhook">Webhook</h2>
      <div className="line">
        <button type="button" className="button" disabled={test.isPending} onClick={() => test.mutate()}>
          Send a test
        </button>
        <Sure label="Rotate the secret" title="Rotate the secret?" busy={rotate.isPending} onSure={() => rotate.mutate()}>
          <p>A new secret is made. For 24 hours both sign, so that the executor can change over.</p>
        </Sure>
      </div>
      {test.data &&
        (test.data.delivered ? (
          <Note kind="good">
            <p>
              Delivered: {test.data.status_code} in {test.data.duration_ms} ms
            </p>
          </Note>
        ) : (
          <Note kind="bad">
            <p>
              Not delivered: {test.data.status_code ?? test.data.error} after {test.data.duration_ms} ms
            </p>
          </Note>
        ))}
      {rotate.data && <Once name="New webhook secret" secret={rotate.data.secret} />}
      <Fault fault={test.error ?? rotate.error} />
    </section>
  );
}

function Failed({ id }: { id: string }) {
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
                <bdi>{task.title}</bdi>
              </Link>
              <span className="quiet small">{task.dispatch?.attempt_count} attempts</span>
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

function Remove({ source, total }: { source: Source; total?: number }) {
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
            <bdi>{source.name}</bdi> has no tasks. It goes, and its keys go with it.
          </p>
        </Sure>
      </div>
      <Fault fault={remove.error} />
    </section>
  );
}
