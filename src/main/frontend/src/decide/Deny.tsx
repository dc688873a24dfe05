import { useEffect, useId, useRef } from "react";
import type { Task } from "../api/client";
import { AgentText, PlainText } from "../parts/AgentText";
import { Dialog, DialogAnswers } from "../parts/Dialog";
import { Fault } from "../parts/States";
import { marksIn } from "../parts/unseen";

/** Asks for the reason. */
export function Deny({
  task,
  busy,
  fault,
  reason,
  onReason: setReason,
  onClose,
  onDeny,
}: {
  task: Task;
  busy: boolean;
  fault?: string;
  reason: string;
  onReason: (reason: string) => void;
  onClose: () => void;
  onDeny: (reason: string) => void;
}) {
  const sent = reason.trim();
  const field = useRef<HTMLTextAreaElement>(null);
  const id = useId();
  const reasons = task.interaction_schema?.deny_reasons ?? [];
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => field.current?.focus(), []);
  return (
    <Dialog title="Deny this?" onClose={onClose}>
      <form
        ref={form}
        onSubmit={(event) => {
          event.preventDefault();
          if (sent && !busy) {
            onDeny(sent);
          }
        }}
      >
        <div className="content">
          <p className="quiet">
            <AgentText text={task.title} />. Nothing will run; the agent is told the reason.
          </p>
          {reasons.length > 0 && (
            <div className="line" role="group" aria-label="Reasons that the agent suggests">
              {reasons.map((each) => (
                <button
                  key={each.id}
                  type="button"
                  className="button"
                  onClick={() => {
                    setReason(sent ? `${sent}\n${each.label}` : each.label);
                    field.current?.focus();
                  }}
                >
                  <AgentText text={each.label} />
                </button>
              ))}
            </div>
          )}
          <label className="field" htmlFor={id}>
            <span className="name">Reason</span>
            <textarea
              id={id}
              ref={field}
              className="input"
              rows={3}
              maxLength={4000}
              required
              value={reason}
              onChange={(event) => setReason(event.target.value)}
              onKeyDown={(event) => {
                if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
                  event.preventDefault();
                  form.current?.requestSubmit();
                }
              }}
            />
            <span className="hint">Ctrl Enter denies.</span>
          </label>
          {marksIn(sent).length > 0 && <PlainText text={sent} label="The reason as it is sent" />}
          <Fault fault={fault} />
        </div>
        <DialogAnswers onBack={onClose}>
          <button className="button deny full" disabled={!sent || busy}>
            Deny
          </button>
        </DialogAnswers>
      </form>
    </Dialog>
  );
}
