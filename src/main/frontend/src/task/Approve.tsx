import { type FormEvent, type RefObject, useEffect, useRef, useState } from "react";
import type { VersionedTask } from "../api/client";
import { AgentText } from "../parts/AgentText";
import { Dialog, DialogAnswers } from "../parts/Dialog";
import { Risk } from "../parts/Risk";
import { Fault } from "../parts/States";
import { Changes, useShownChanges } from "./Changes";
import { type Friction, frictionOf, typedRight, wordToType } from "./blocks";
import { Warnings } from "./Intent";

/** What a reviewer has to do first; it begins anew with each version of the task. */
function useProof(friction: Friction, word: string, etag: string) {
  const [seen, setSeen] = useState(etag);
  const [changedMeanwhile, setChangedMeanwhile] = useState(false);
  const [ticked, setTicked] = useState(false);
  const [typed, setTyped] = useState("");
  if (seen !== etag) {
    setSeen(etag);
    setChangedMeanwhile(true);
    setTicked(false);
    setTyped("");
  }
  const tick = friction === "tick" || friction === "type" || changedMeanwhile;
  const type = friction === "type";
  return {
    tick,
    type,
    changedMeanwhile,
    ticked,
    setTicked,
    typed,
    setTyped,
    given: (!tick || ticked) && (!type || typedRight(typed, word)),
  };
}

export function Approve({
  current,
  edited,
  option,
  busy,
  fault,
  onClose,
  onApprove,
}: {
  current: VersionedTask;
  edited: boolean;
  option?: string;
  busy: boolean;
  fault?: string;
  onClose: () => void;
  onApprove: (etag: string) => void;
}) {
  const { task, etag } = current;
  const friction = frictionOf(task);
  const word = wordToType(task);
  const proof = useProof(friction, word, etag);
  const withChanges = edited || proof.tick;
  const shown = useShownChanges(current, withChanges);
  const ready = proof.given && (!withChanges || shown.changes !== undefined);
  const first = useRef<HTMLElement>(null);
  const display = task.execution_intent?.display;
  const usable = proof.tick || ready;
  useEffect(() => {
    if (usable) {
      first.current?.focus();
    }
  }, [usable, proof.tick]);
  function submit(event: FormEvent) {
    event.preventDefault();
    if (ready && !busy) {
      onApprove(etag);
    }
  }
  return (
    <Dialog title="Approve this?" large={edited} onClose={onClose}>
      <form onSubmit={submit}>
        <div className="content">
          <div className="summary">
            <Risk level={task.risk_level} />
            <p>
              <strong>
                <AgentText text={task.action?.verb ?? display?.action_type ?? "Approve"} />
              </strong>
              {display?.target && (
                <>
                  {" "}
                  to <AgentText className="target" text={display.target} />
                </>
              )}
            </p>
            <p className="quiet">
              <AgentText text={task.title} />
              {option && <> · {option}</>}
            </p>
          </div>
          <Warnings task={task} />
          {proof.changedMeanwhile && (
            <p className="warning" role="alert">
              Somebody changed the task while you were reading. This is how it is now.
            </p>
          )}
          {withChanges && <Changes shown={shown} />}
          {proof.tick && (
            <label className="choice">
              <input
                ref={first as RefObject<HTMLInputElement>}
                type="checkbox"
                checked={proof.ticked}
                onChange={(event) => proof.setTicked(event.target.checked)}
              />
              <span>I have read this, and what it does.</span>
            </label>
          )}
          {proof.type && (
            <label className="field">
              <span className="name">
                Type <AgentText className="word" text={word} /> to approve
              </span>
              <input
                className="input"
                value={proof.typed}
                autoComplete="off"
                autoCapitalize="off"
                spellCheck={false}
                onChange={(event) => proof.setTyped(event.target.value)}
              />
            </label>
          )}
          <Fault fault={fault} />
        </div>
        <DialogAnswers onBack={onClose}>
          <button
            ref={proof.tick ? undefined : (first as RefObject<HTMLButtonElement>)}
            className="button approve"
            disabled={!ready || busy}
          >
            Approve
          </button>
        </DialogAnswers>
      </form>
    </Dialog>
  );
}
