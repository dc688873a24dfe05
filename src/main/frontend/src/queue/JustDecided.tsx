import { Link } from "wouter";
import { useHistoryState } from "wouter/use-browser-location";
import { AgentText } from "../parts/AgentText";
import { Icon } from "../parts/Icon";

/** What the page leaves behind when it goes on to the next task by itself. */
interface Left {
  decided?: { id: string; title: string; denied: boolean };
}

/** The way back to the task that was decided just before, for whoever has more to do there. */
export function JustDecided() {
  const left = useHistoryState<Left | null>()?.decided;
  if (!left) {
    return null;
  }
  return (
    <p className={`just-decided small ${left.denied ? "bad" : "good"}`}>
      <Icon name={left.denied ? "cross" : "check"} />
      <strong>{left.denied ? "Denied" : "Approved"}</strong>
      <span>
        <AgentText text={left.title} />
      </span>
      <Link href={`/tasks/${left.id}`}>Back to it</Link>
    </p>
  );
}
