import { Icon } from "../parts/Icon";
import { useLiveState } from "../state/hooks";

/** Whether the list is live. */
export function LiveMark() {
  const state = useLiveState();
  return (
    <span className={`live ${state}`} role="status">
      <span className="dot" aria-hidden="true" />
      {state === "live" ? "live" : state === "connecting" ? "connecting" : "not live, trying again"}
      {state === "broken" && <Icon name="warn" />}
    </span>
  );
}
