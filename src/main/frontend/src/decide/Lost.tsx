import { Link, useRoute } from "wouter";
import type { User } from "../api/client";
import { AgentText } from "../parts/AgentText";
import { Icon } from "../parts/Icon";
import { useLostDecisions } from "../state/hooks";

/** Says of which tasks a decision came to nothing after the reviewer had left them. */
export function Lost({ user }: { user: User }) {
  const [, here] = useRoute("/tasks/:id");
  const mine = useLostDecisions().filter((each) => each.user === user.id);
  return (
    <div role="status">
      {mine.map(({ task, title, why }) => (
        <p key={task} className="bar warn">
          <Icon name="warn" />
          <span>
            Your decision on “
            <AgentText text={title} />
            ”: {why}
          </span>
          {here?.id !== task && <Link href={`/tasks/${task}`}>Back to it</Link>}
        </p>
      ))}
    </div>
  );
}
