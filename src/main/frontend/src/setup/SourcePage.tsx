import { useQuery } from "@tanstack/react-query";
import { Link } from "wouter";
import { source as sourceQuery } from "../api/queries";
import { AgentText } from "../parts/AgentText";
import { Failure } from "../parts/States";
import { Ago } from "../parts/time";
import { FailedDeliveries } from "./FailedDeliveries";
import { KeyList } from "./Keys";
import { Note, SetupPage } from "./parts";
import { activity } from "./queries";
import { RemoveSource } from "./RemoveSource";
import { SourceSettings } from "./SourceSettings";
import { WebhookTools } from "./WebhookTools";

export function SourcePage({ id }: { id: string }) {
  const source = useQuery(sourceQuery(id));
  const state = useQuery(activity(id));
  if (source.isError) {
    return <Failure heading="h1" fault={source.error} again={() => void source.refetch()} />;
  }
  if (!source.data) {
    return null;
  }
  const { webhook } = source.data.delivery;
  return (
    <SetupPage back="Set-up" backTo="/setup">
      <div className="line">
        <h1>
          <AgentText text={source.data.name} />
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
      <SourceSettings key={id} source={source.data} />
      {webhook?.url && <WebhookTools key={webhook.url} source={source.data} />}
      <FailedDeliveries id={id} />
      <section className="stack" aria-labelledby="keys">
        <h2 id="keys">Keys</h2>
        <KeyList sourceId={id} />
      </section>
      <RemoveSource source={source.data} total={state.data?.total} />
    </SetupPage>
  );
}
