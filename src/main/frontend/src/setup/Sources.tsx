import { useQuery } from "@tanstack/react-query";
import { Link } from "wouter";
import type { Source } from "../api/client";
import { sources as sourcesQuery } from "../api/queries";
import { AgentText } from "../parts/AgentText";
import { Icon } from "../parts/Icon";
import { Empty, Failure } from "../parts/States";
import { Ago } from "../parts/time";
import { MODES } from "./ModeChoice";
import { activity, failures, statistics } from "./queries";

/** The list queries the activity of this many sources at most. */
const LOOKED_AT = 50;

export function Sources() {
  const sources = useQuery(sourcesQuery);
  return (
    <div className="narrow stack setup">
      <div className="line">
        <h1>Set-up</h1>
        <span className="space" />
        <Link className="button" href="/setup/keys">
          API keys
        </Link>
        <Link className="button act" href="/setup/new">
          <Icon name="plus" />
          New source
        </Link>
      </div>
      <Numbers />
      <section aria-labelledby="sources">
        <h2 id="sources">Sources</h2>
        {sources.isError ? (
          <Failure fault={sources.error} again={() => void sources.refetch()} />
        ) : sources.data?.length === 0 ? (
          <Empty icon="link" title="No source yet">
            <p className="quiet">A source is an agent and its executor. Make one to connect them.</p>
          </Empty>
        ) : (
          <ul className="sources">
            {sources.data?.map((source, index) => (
              <SourceRow key={source.id} source={source} look={index < LOOKED_AT} />
            ))}
          </ul>
        )}
      </section>
    </div>
  );
}

function Numbers() {
  const stats = useQuery(statistics);
  const { tasks, decision_events: events, api_keys: keys } = stats.data ?? {};
  const rows: [string, number | undefined][] = [
    ["waiting", tasks?.by_status.PENDING],
    ["decided, not delivered", (tasks?.by_status.APPROVED ?? 0) + (tasks?.by_status.DENIED ?? 0)],
    ["delivered", tasks?.by_status.DISPATCHED],
    ["deliveries failed", events?.failed],
    ["keys in use", keys?.active],
  ];
  if (stats.isError) {
    return null;
  }
  return (
    <dl className="numbers" aria-label="Numbers">
      {rows.map(([name, value]) => (
        <div key={name}>
          <dd className={name === "deliveries failed" && value ? "bad" : undefined}>
            {stats.data ? (value ?? 0).toLocaleString() : "–"}
          </dd>
          <dt className="quiet small">{name}</dt>
        </div>
      ))}
    </dl>
  );
}

/** How decisions reach the executor, and what prevents it. */
function modeInWords({ delivery: { mode, webhook } }: Source): string {
  const name = MODES[mode]?.name ?? mode;
  if (mode === "PULL_ONLY" || webhook?.enabled || webhook?.switched_off_at) {
    return name;
  }
  return `${name}, ${webhook?.url ? "webhook off" : "no webhook yet"}`;
}

function SourceRow({ source, look }: { source: Source; look: boolean }) {
  const state = useQuery({ ...activity(source.id), enabled: look });
  const failed = useQuery({ ...failures(source.id), enabled: look });
  return (
    <li>
      <Link href={`/setup/sources/${source.id}`}>
        <span className="name">
          <AgentText text={source.name} />
          {source.description && <AgentText className="quiet small" text={source.description} />}
        </span>
        <span className="health">
          {source.delivery.webhook?.switched_off_at && <span className="tag bad">webhook switched off</span>}
          {(failed.data?.length ?? 0) > 0 && <span className="tag bad">{failed.data?.length} failed</span>}
          {(state.data?.waiting ?? 0) > 0 && (
            <span className="tag">{state.data?.waiting.toLocaleString()} waiting</span>
          )}
          <span className="tag">{modeInWords(source)}</span>
        </span>
        <span className="quiet small last">
          {state.data &&
            (state.data.last ? (
              <>
                last task <Ago at={state.data.last} />
              </>
            ) : (
              "no task yet"
            ))}
        </span>
      </Link>
    </li>
  );
}
