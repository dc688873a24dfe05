import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Link, useLocation } from "wouter";
import { type DeliveryMode, type SourceWithSecret, client, take } from "../api/client";
import { Icon } from "../parts/Icon";
import { Fault } from "../parts/States";
import { made } from "./made";
import { ModeChoice } from "./parts";

export function NewSource() {
  const [, navigate] = useLocation();
  const cache = useQueryClient();
  const [name, setName] = useState("");
  const [description, setDescription] = useState("");
  const [mode, setMode] = useState<DeliveryMode>("WEBHOOK_AND_PULL");
  const [url, setUrl] = useState("");
  const create = useMutation({
    mutationFn: async () => {
      const webhook = mode !== "PULL_ONLY" && url.trim() ? { url: url.trim() } : undefined;
      const source = (await take(
        client.POST("/sources", {
          body: {
            name: name.trim(),
            description: description.trim() || undefined,
            delivery: { mode, webhook: webhook as never },
          },
        }),
      )) as SourceWithSecret;
      const key = await take(
        client.POST("/api-keys", {
          body: { source_id: source.id, key_type: "source", environment: "live", name: "First key" },
        }),
      );
      made.set(source.id, { key: key.key, secret: source.delivery.webhook.secret });
      return source;
    },
    onSuccess: async (source) => {
      await cache.invalidateQueries({ queryKey: ["sources"] });
      navigate(`/setup/sources/${source.id}/connect`);
    },
  });
  return (
    <div className="narrow stack setup">
      <Link href="/setup" className="back">
        <Icon name="back" />
        Set-up
      </Link>
      <h1>New source</h1>
      <p className="quiet">A source is an agent and its executor: who proposes, and who acts on the decision.</p>
      <form
        className="stack fields"
        onSubmit={(event) => {
          event.preventDefault();
          create.mutate();
        }}
      >
        <label className="field">
          <span className="name">Name</span>
          <input
            className="input"
            required
            maxLength={200}
            autoFocus
            value={name}
            placeholder="email-agent"
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
          <label className="field">
            <span className="name">Webhook URL</span>
            <input
              className="input"
              type="url"
              value={url}
              required={mode === "WEBHOOK_ONLY"}
              placeholder="https://agents.acme.com/hooks/hilt"
              onChange={(event) => setUrl(event.target.value)}
            />
            <span className="hint">It may be given later. Until then decisions wait in the feed.</span>
          </label>
        )}
        <Fault fault={create.error} />
        <div className="line">
          <button className="button act" disabled={create.isPending || !name.trim()}>
            Make it
          </button>
          <Link className="button" href="/setup">
            Back
          </Link>
        </div>
      </form>
    </div>
  );
}
