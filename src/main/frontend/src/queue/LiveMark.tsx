import { useLiveState } from "../api/live";
import { Icon } from "../parts/Icon";

/** Whether the list follows what happens. */
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
