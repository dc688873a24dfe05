import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type Source, client, take } from "../api/client";
import { Fault } from "../parts/States";
import { Note, Once, Sure } from "./parts";

/**
 * A test call, a new secret, and the switch. The switch of a webhook that is off takes a test that was delivered: a
 * receiver without the secret would refuse every waiting decision, for good. The key is the URL, so that a test counts
 * only for the address that it was sent to.
 */
export function WebhookTools({ source }: { source: Source }) {
  const cache = useQueryClient();
  const params = { params: { path: { source_id: source.id } } };
  const test = useMutation({ mutationFn: () => take(client.POST("/sources/{source_id}/webhook-test", params)) });
  const rotate = useMutation({
    mutationFn: () => take(client.POST("/sources/{source_id}/webhook-secret/rotate", params)),
  });
  const switchOn = useMutation({
    mutationFn: () =>
      take(
        client.PATCH("/sources/{source_id}", { ...params, body: { delivery: { webhook: { enabled: true } } } as never }),
      ),
    onSuccess: () => cache.invalidateQueries({ queryKey: ["sources"] }),
  });
  const off = source.delivery.mode !== "PULL_ONLY" && !source.delivery.webhook?.enabled;
  return (
    <section className="stack" aria-labelledby="webhook">
      <h2 id="webhook">Webhook</h2>
      {off && (
        <Note kind="warn">
          <p>
            The webhook is off, and decisions wait. Give the receiver the secret, send a test, and switch it on when the
            test is delivered.
          </p>
        </Note>
      )}
      <div className="line">
        <button type="button" className="button" disabled={test.isPending} onClick={() => test.mutate()}>
          Send a test
        </button>
        {off && (
          <button
            type="button"
            className="button act"
            disabled={!test.data?.delivered || test.isPending || switchOn.isPending}
            onClick={() => switchOn.mutate()}
          >
            Switch it on
          </button>
        )}
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
      {switchOn.isSuccess && !off && (
        <Note kind="good">
          <p>The webhook is on. It is sent the decisions that waited, and every later one.</p>
        </Note>
      )}
      {rotate.data && <Once name="New webhook secret" secret={rotate.data.secret} />}
      <Fault fault={test.error ?? rotate.error ?? switchOn.error} />
    </section>
  );
}
