import { type FormEvent, type KeyboardEvent, type RefObject, useEffect, useRef, useState } from "react";
import type { Task, VersionedTask } from "../api/client";
import { nameOf } from "../content/blocks";
import { Contents } from "../content/Contents";
import { type Overtaken as OvertakenWords, textsOf, unnamedTarget } from "../description/description";
import { Overtaken } from "../description/Overtaken";
import { saidIn } from "../description/said";
import { Warnings } from "../description/Warnings";
import { Changes, useShownChanges } from "../diff/Changes";
import { AgentText } from "../parts/AgentText";
import { Dialog, DialogAnswers } from "../parts/Dialog";
import { Icon } from "../parts/Icon";
import { Risk } from "../parts/Risk";
import { Fault } from "../parts/States";
import { UnseenCount, plural } from "../parts/UnseenCount";
import { type Friction, frictionOf, typedRight, wordToType } from "./friction";
import { type Unread, useReadThrough } from "./reading";

/** What a reviewer must do first; it starts over with each version of the task. */
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

/** A key in the first moment of a dialog was meant for what was there before, and so is a held or repeated one; in ms. */
const MOMENT = 400;

/** Keeps keys from confirming a dialog that opened while somebody typed. */
function useMeantKeys() {
  const quietSince = useRef(performance.now());
  const pressed = useRef<string>(undefined);
  const confirms = (event: KeyboardEvent) => event.key === "Enter" || event.key === " ";
  return {
    onKeyDown(event: KeyboardEvent) {
      if (event.repeat || performance.now() - quietSince.current < MOMENT) {
        quietSince.current = performance.now();
        if (confirms(event)) {
          event.preventDefault();
        }
      } else {
        pressed.current = event.key;
      }
    },
    onKeyUp(event: KeyboardEvent) {
      // A button reacts to the space bar on release.
      if (confirms(event) && pressed.current !== event.key) {
        event.preventDefault();
      }
      pressed.current = undefined;
    },
  };
}

export function Approve({
  current,
  edited,
  option,
  overtaken,
  busy,
  fault,
  onClose,
  onApprove,
}: {
  current: VersionedTask;
  edited: boolean;
  option?: string;
  overtaken: OvertakenWords[];
  busy: boolean;
  fault?: string;
  onClose: () => void;
  onApprove: (etag: string) => void;
}) {
  const { task, etag } = current;
  const friction = frictionOf(task);
  const word = wordToType(task);
  const proof = useProof(friction, word, etag);
  const reading = useReadThrough(etag);
  const { unread } = reading;
  const read = !proof.tick || unread === undefined;
  const withChanges = edited || proof.tick;
  const shown = useShownChanges(current, withChanges);
  const complete = !withChanges || shown.changes !== undefined;
  const ready = proof.given && complete && read;
  const first = useRef<HTMLElement>(null);
  const { scroller } = reading;
  const usable = scroller !== null && complete;
  useEffect(() => {
    if (usable) {
      // Long content gets the focus, so that the keyboard scrolls it.
      const long = proof.tick && scroller.scrollHeight > scroller.clientHeight;
      (long ? scroller : first.current)?.focus({ preventScroll: true });
    }
  }, [usable, proof.tick, scroller]);
  const meant = useMeantKeys();
  function submit(event: FormEvent) {
    event.preventDefault();
    if (ready && !busy) {
      onApprove(etag);
    }
  }
  return (
    <Dialog title="Approve this?" large onClose={onClose}>
      <form onSubmit={submit} onKeyDownCapture={meant.onKeyDown} onKeyUpCapture={meant.onKeyUp}>
        <div ref={reading.setScroller} className="content" tabIndex={0} role="region" aria-label="What you approve">
          <div ref={reading.setContent} className="stack">
            {proof.changedMeanwhile && (
              <p className="warning" role="alert">
                Somebody changed the task while you were reading. This is how it is now.
              </p>
            )}
            <UnseenCount texts={[...saidIn(task), ...task.blocks_working.map(nameOf), ...textsOf(task)]} />
            <div className="beside-said">
              <Described task={task} option={option} overtaken={overtaken} />
              <section className="sent stack" aria-labelledby="sent">
                <h3 id="sent">What is sent</h3>
                <Contents task={task} />
              </section>
            </div>
            {withChanges && (
              <section className="stack" aria-labelledby="changed">
                <h3 id="changed">What was changed</h3>
                <Changes shown={shown} heading="h4" />
              </section>
            )}
          </div>
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
        {!read && unread && <ReadOn unread={unread} onReadOn={reading.readOn} />}
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

const WAYS: Record<Unread["way"], string> = {
  up: ", further up",
  down: ", further down",
  aside: ", to the side",
  open: ", of which more is to be shown",
};

/** What was not on the screen yet, and the button that leads there. */
function ReadOn({ unread, onReadOn }: { unread: Unread; onReadOn: () => void }) {
  const { part, way, others } = unread;
  return (
    <p className="read-on quiet small">
      <span>
        There is more to read before this can be approved
        {part && (
          <>
            : <AgentText className="part" text={part} />
            {WAYS[way]}
          </>
        )}
        {others > 0 && `, and ${plural(others, "other part", "other parts")}`}.
      </span>
      <button type="button" className="button" onClick={onReadOn}>
        Read on
      </button>
    </p>
  );
}

/** The agent's description of the blocks, marked as such. */
function Described({ task, option, overtaken }: { task: Task; option?: string; overtaken: OvertakenWords[] }) {
  const display = task.execution_intent?.display;
  const careful = task.risk_level === "high" || task.risk_level === "critical";
  const unnamed = careful ? unnamedTarget(task, textsOf(task)) : undefined;
  return (
    <section className="summary said" aria-labelledby="said">
      <h3 id="said">As the agent describes it</h3>
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
        {option && (
          <>
            {" "}
            · <AgentText text={option} />
          </>
        )}
      </p>
      <p className="quiet">
        by <AgentText text={task.source_name} />
      </p>
      <Warnings task={task} />
      <Overtaken all={overtaken} />
      {unnamed && (
        <p className="warning">
          <Icon name="warn" />
          <span>
            “<AgentText text={unnamed} />” is in none of the blocks.
          </span>
        </p>
      )}
    </section>
  );
}
