import { type FormEvent, type ReactNode, useEffect, useId, useRef, useState } from "react";
import { inWords, type Block, type Task } from "../api/client";
import { Dialog } from "../parts/Dialog";
import { Icon } from "../parts/Icon";
import { Risk } from "../parts/Risk";
import { frictionOf, nameOf, typedRight, wordToType } from "./blocks";
import { Compare } from "./Editors";

export interface ChangedBlock {
  block: Block;
  original: string;
  text: string;
}

/** What will be sent: each changed block against the agent's words. */
export function Changes({ changed, heading: Heading = "h3" }: { changed: ChangedBlock[]; heading?: "h2" | "h3" }) {
  if (changed.length === 0) {
    return <p className="quiet">Nothing was changed: it is sent as the agent wrote it.</p>;
  }
  return (
    <div className="stack">
      {changed.map(({ block, original, text }) => (
        <section key={block.id} className="block">
          <Heading>
            <bdi>{nameOf(block)}</bdi>
          </Heading>
          <Compare text={text} original={original} language={block.type} label={nameOf(block)} readOnly unified />
        </section>
      ))}
    </div>
  );
}

export function Approve({
  task,
  changed,
  option,
  busy,
  fault,
  onClose,
  onApprove,
}: {
  task: Task;
  changed: ChangedBlock[];
  option?: string;
  busy: boolean;
  fault: unknown;
  onClose: () => void;
  onApprove: () => void;
}) {
  const friction = frictionOf(task);
  const [ticked, setTicked] = useState(false);
  const [typed, setTyped] = useState("");
  const first = useRef<HTMLElement>(null);
  const word = wordToType(task);
  const display = task.execution_intent?.display;
  const verb = task.action?.verb ?? display?.action_type ?? "Approve";
  const ready =
    friction === "type" ? typedRight(typed, word) && ticked : friction === "tick" ? ticked : true;
  useEffect(() => first.current?.focus(), []);
  function submit(event: FormEvent) {
    event.preventDefault();
    if (ready && !busy) {
      onApprove();
    }
  }
  return (
    <Dialog title="Approve this?" large={changed.length > 0} onClose={onClose}>
      <form onSubmit={submit}>
        <div className="content">
          <div className="summary">
            <Risk level={task.risk_level} />
            <p>
              <strong>
                <bdi>{verb}</bdi>
              </strong>
              {display?.target && (
                <>
                  {" "}
                  to <bdi className="target">{display.target}</bdi>
                </>
              )}
            </p>
            <p className="quiet">
              <bdi>{task.title}</bdi>
              {option && <> · {option}</>}
            </p>
          </div>
          <Warnings task={task} />
          {(changed.length > 0 || friction !== "confirm") && <Changes changed={changed} />}
          {(friction === "tick" || friction === "type") && (
            <label className="choice">
              <input
                ref={first as React.RefObject<HTMLInputElement>}
                type="checkbox"
                checked={ticked}
                onChange={(event) => setTicked(event.target.checked)}
              />
              <span>I have read this, and what it does.</span>
            </label>
          )}
          {friction === "type" && (
            <label className="field">
              <span className="name">
                Type <bdi className="word">{word}</bdi> to approve
              </span>
              <input
                className="input"
                value={typed}
                autoComplete="off"
                autoCapitalize="off"
                spellCheck={false}
                onChange={(event) => setTyped(event.target.value)}
              />
            </label>
          )}
          {fault ? (
            <p className="fault" role="alert">
              {inWords(fault)}
            </p>
          ) : null}
        </div>
        <footer>
          <button type="button" className="button" onClick={onClose}>
            Back
          </button>
          <button
            ref={friction === "confirm" || friction === "none" ? (first as React.RefObject<HTMLButtonElement>) : undefined}
            className="button approve"
            disabled={!ready || busy}
          >
            Approve
          </button>
        </footer>
      </form>
    </Dialog>
  );
}

export function Deny({
  task,
  busy,
  fault,
  onClose,
  onDeny,
}: {
  task: Task;
  busy: boolean;
  fault: unknown;
  onClose: () => void;
  onDeny: (reason: string) => void;
}) {
  const [reason, setReason] = useState("");
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
          if (reason.trim() && !busy) {
            onDeny(reason.trim());
          }
        }}
      >
        <div className="content">
          <p className="quiet">
            <bdi>{task.title}</bdi>. Nothing will run; the agent is told the reason.
          </p>
          {reasons.length > 0 && (
            <div className="line" role="group" aria-label="Reasons that the agent suggests">
              {reasons.map((each) => (
                <button
                  key={each.id}
                  type="button"
                  className="button"
                  onClick={() => {
                    setReason((now) => (now.trim() ? `${now.trim()}\n${each.label}` : each.label));
                    field.current?.focus();
                  }}
                >
                  <bdi>{each.label}</bdi>
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
          {fault ? (
            <p className="fault" role="alert">
              {inWords(fault)}
            </p>
          ) : null}
        </div>
        <footer>
          <button type="button" className="button" onClick={onClose}>
            Back
          </button>
          <button className="button deny full" disabled={!reason.trim() || busy}>
            Deny
          </button>
        </footer>
      </form>
    </Dialog>
  );
}

export function Warnings({ task }: { task: Task }): ReactNode {
  const warnings = [task.execution_intent?.display?.warning, task.risk_warning].filter(
    (each): each is string => Boolean(each),
  );
  return warnings.map((each) => (
    <p key={each} className="warning">
      <Icon name="warn" />
      <bdi>{each}</bdi>
    </p>
  ));
}
