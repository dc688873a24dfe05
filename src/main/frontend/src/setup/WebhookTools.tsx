import { useMutation } from "@tanstack/react-query";
import { client, take } from "../api/client";
import { Fault } from "../parts/States";
import { Note, Once, Sure } from "./parts";

/** A test call, and a new secret. */
export function WebhookTools({ id }: { id: string }) {
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
