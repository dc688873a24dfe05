import { Link } from "wouter";
import { useHistoryState } from "wouter/use-browser-location";
import type { DecisionType } from "../api/client";
import { AgentText } from "../parts/AgentText";
import { Icon } from "../parts/Icon";
import { outcomeIcon, outcomeTone, outcomeWord } from "../parts/outcome";

/** The browser history's state after the page has opened the next task by itself. */
interface Left {
  decided?: { id: string; title: string; type: DecisionType };
}

/** The way back to the task that was just decided. */
export function JustDecided() {
  const left = useHistoryState<Left | null>()?.decided;
  if (!left?.type) {
    return null;
  }
  return (
    <p className={`just-decided small ${outcomeTone(left.type)}`}>
      <Icon name={outcomeIcon(left.type)} />
      <strong>{outcomeWord(left.type)}</strong>
      <span>
        <AgentText text={left.title} />
      </span>
      <Link href={`/tasks/${left.id}`}>Back to it</Link>
    </p>
  );
}
