import { useEffect, useRef } from "react";
import { useLocation } from "wouter";
import type { Task, User } from "../api/client";
import { AgentText } from "../parts/AgentText";
import { Icon } from "../parts/Icon";
import { outcomeIcon, outcomeTone, outcomeWord } from "../parts/outcome";
import { Ago } from "../parts/time";
import { Delivery } from "./Delivery";
import type { Place } from "./place";

/** Long enough to see that the decision was recorded, and to ask to stay; in ms. */
const NEXT_AFTER = 500;

/** The decision and its delivery; after their own decision the reviewer moves on from here. */
export function Decided({
  task,
  user,
  leaving,
  afterwards,
  onStay,
}: {
  task: Task;
  user: User;
  leaving: boolean;
  afterwards: Place["afterwards"];
  onStay: () => void;
}) {
  const [, navigate] = useLocation();
  const { address } = afterwards;
  const { id, title, decision } = task;
  const type = decision?.type;
  useEffect(() => {
    if (!leaving) {
      return;
    }
    const timer = setTimeout(() => navigate(address, { state: { decided: { id, title, type } } }), NEXT_AFTER);
    return () => clearTimeout(timer);
  }, [leaving, navigate, address, id, title, type]);
  const words = useRef<HTMLParagraphElement>(null);
  useEffect(() => {
    // The buttons that had the focus are gone.
    if (leaving) {
      words.current?.focus({ preventScroll: true });
    }
  }, [leaving]);
  if (!decision) {
    return null;
  }
  const option = task.interaction_schema?.options?.find((each) => each.id === decision.option_id);
  return (
    <div className="decided">
      <p ref={words} tabIndex={-1} className={outcomeTone(decision.type)}>
        <Icon name={outcomeIcon(decision.type)} />
        <strong>{outcomeWord(decision.type)}</strong>
        <span>
          by <AgentText text={decision.decided_by === user.email ? "you" : decision.decided_by} />, <Ago at={decision.decided_at} />
        </span>
      </p>
      {decision.option_id && (
        <p className="quiet">
          Option: <AgentText text={option?.label ?? decision.option_id} />
        </p>
      )}
      <Delivery task={task} user={user} />
      {leaving && (
        <div className="leaving">
          <span className="quiet">{afterwards.task ? "The next task opens…" : "Back to the list…"}</span>
          <button type="button" className="button" onClick={onStay}>
            Stay <kbd>Esc</kbd>
          </button>
        </div>
      )}
    </div>
  );
}
