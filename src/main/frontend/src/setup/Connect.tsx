import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { Link } from "wouter";
import type { TaskItem } from "../api/client";
import { source as sourceQuery } from "../api/queries";
import { AgentText } from "../parts/AgentText";
import { Failure, Fault } from "../parts/States";
import { live, newSecrets } from "../state/stores";
import { Code, Note, Once, SetupPage } from "./parts";
import { useNewKey } from "./queries";
import { executorLines, snippets } from "./snippets";
import { WebhookTools } from "./WebhookTools";

export function Connect({ id }: { id: string }) {
  const source = useQuery(sourceQuery(id));
  const [known, setKnown] = useState(newSecrets.get(id) ?? {});
  const [tab, setTab] = useState(0);
  const [arrived, setArrived] = useState<TaskItem>();
  useEffect(
    () =>
      live.subscribe((change) => {
        if (change !== "resync" && change.kind === "created" && change.item.source_id === id) {
          setArrived(change.item);
        }
      }),
    [id],
  );
  const make = useNewKey(id, (key) => {
    newSecrets.set(id, { ...newSecrets.get(id), key: key.key });
    setKnown(newSecrets.get(id) ?? {});
  });
  if (source.isError) {
    return <Failure heading="h1" fault={source.error} />;
  }
  const all = snippets(window.location.origin, known.key ?? "YOUR_KEY");
  const executor = executorLines(window.location.origin, id, known.key ?? "YOUR_KEY");
  const shown = all[tab] ?? all[0];
  return (
    <SetupPage back={<AgentText text={source.data?.name ?? "Source"} />} backTo={`/setup/sources/${id}`}>
      <h1>Connect your agent</h1>
      {known.key ? (
        <Once name="API key" secret={known.key} />
      ) : (
        <div className="stack">
          <p className="quiet">
            Put a key of this source where the lines say YOUR_KEY, or make a new one: it is shown once.
          </p>
          <div>
            <button type="button" className="button" disabled={make.isPending} onClick={() => make.mutate({ environment: "live" })}>
              Make a key
            </button>
          </div>
          <Fault fault={make.error} />
        </div>
      )}
      {known.secret && <Once name="Webhook secret" secret={known.secret} />}
      <div role="tablist" aria-label="Language" className="tabs">
        {all.map((each, index) => (
          <button
            key={each.name}
            type="button"
            role="tab"
            id={`tab-${index}`}
            aria-controls="lines"
            aria-selected={index === tab}
            tabIndex={index === tab ? 0 : -1}
            onClick={() => setTab(index)}
            onKeyDown={(event) => {
              const step = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
              if (step) {
                const to = (index + step + all.length) % all.length;
                setTab(to);
                document.getElementById(`tab-${to}`)?.focus();
              }
            }}
          >
            {each.name}
          </button>
        ))}
      </div>
      <div id="lines" role="tabpanel" aria-labelledby={`tab-${tab}`} className="stack">
        <p className="quiet">{shown?.run}</p>
        <h2>1. File a task</h2>
        <Code text={shown?.file ?? ""} label="File a task" />
        <h2>2. Wait for the decision</h2>
        <Code text={shown?.decide ?? ""} label="Wait for the decision" />
      </div>
      <section className="stack" aria-labelledby="executor">
        <h2 id="executor">3. Let the executor act on it</h2>
        <p className="quiet">
          Whatever carries the decision out need not be the agent that asked. It is sent the decision by webhook, or
          fetches it. It acts once for each event id, and only on an approval.
        </p>
        <Code text={executor.fetch} label="Fetch what was decided" />
        <p className="quiet">When it has acted, it says so, and the event does not come again:</p>
        <Code text={executor.acknowledge} label="Acknowledge" />
        <p className="quiet">With a webhook, it checks that the call comes from here before it acts:</p>
        <Code text={executor.verify} label="Verify a webhook" />
      </section>
      {source.data?.delivery.webhook?.url && <WebhookTools key={source.data.delivery.webhook.url} source={source.data} />}
      <div aria-live="polite">
        {arrived ? (
          <Note kind="good">
            <p>
              The first task has arrived: <Link href={`/tasks/${arrived.id}`}>
                <AgentText text={arrived.title} />
              </Link>
            </p>
          </Note>
        ) : (
          <p className="waiting-line quiet">
            <span className="dot" aria-hidden="true" />
            Waiting for a task of this source…
          </p>
        )}
      </div>
    </SetupPage>
  );
}
