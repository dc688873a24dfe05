import { useEffect } from "react";
import { Link, useRoute } from "wouter";
import type { User } from "../api/client";
import { AgentText } from "../parts/AgentText";
import { Icon } from "../parts/Icon";
import { useUnsaved } from "../state/hooks";

/** Names the tasks that were left with unsaved edits, and asks before the tab is closed over them. */
export function Unsaved({ user }: { user: User }) {
  const mine = useUnsaved().filter((each) => each.user === user.id);
  const [, here] = useRoute("/tasks/:id");
  const left = mine.filter(({ task, left }) => left && task !== here?.id);
  const any = mine.length > 0;
  useEffect(() => {
    if (!any) {
      return;
    }
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener("beforeunload", ask);
    return () => window.removeEventListener("beforeunload", ask);
  }, [any]);
  return (
    <div role="status">
      {left.map(({ task, title }) => (
        <p key={task} className="bar warn">
          <Icon name="warn" />
          <span>
            Your edits of “
            <AgentText text={title} />” are not saved.
          </span>
          <Link href={`/tasks/${task}`}>Back to them</Link>
        </p>
      ))}
    </div>
  );
}
