import type { Task } from "../api/client";
import { Icon } from "../parts/Icon";

/** The link to the work outside, and the tick that confirms it is done. */
export function External({ task, done, onDone }: { task: Task; done: boolean; onDone: (done: boolean) => void }) {
  const schema = task.interaction_schema;
  const url = schema?.external_url;
  if (!url || !/^https:\/\//i.test(url)) {
    return null;
  }
  return (
    <div className="external">
      <a className="button wide" href={url} target="_blank" rel="noopener noreferrer">
        <Icon name="out" />
        Open {hostOf(url)}
      </a>
      {schema?.type === "external" && (
        <label className="choice">
          <input
            id="done-outside"
            type="checkbox"
            checked={done}
            onChange={(event) => onDone(event.target.checked)}
          />
          <span>Done outside</span>
        </label>
      )}
    </div>
  );
}

function hostOf(url: string): string {
  try {
    return new URL(url).host;
  } catch {
    return "the link";
  }
}
