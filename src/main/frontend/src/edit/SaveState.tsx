import type { ReactNode } from "react";
import { Ago } from "../parts/time";
import type { Editing } from "./drafts";

/** Whether the service has the edits. */
export function SaveState({ editing }: { editing: Editing }) {
  let words: ReactNode = null;
  if (editing.phase === "failed") {
    words = (
      <span className="fault">
        Not saved. {editing.fault}{" "}
        <button type="button" className="button link small" onClick={() => void editing.save()}>
          Try again
        </button>
      </span>
    );
  } else if (editing.phase === "saving") {
    words = "saving…";
  } else if (editing.unsaved) {
    words = "not saved yet";
  } else if (editing.chosen) {
    words = "The option is saved when you approve.";
  } else if (editing.savedAt) {
    words = (
      <>
        saved <Ago at={editing.savedAt} />
      </>
    );
  }
  return (
    <p className="saved small quiet" role="status">
      {words}
    </p>
  );
}
