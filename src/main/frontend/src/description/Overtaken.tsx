import { AgentText } from "../parts/AgentText";
import { Icon } from "../parts/Icon";
import type { Overtaken as One } from "./description";

/** Warns that the agent's description still names a value that an edit has changed. */
export function Overtaken({ all }: { all: One[] }) {
  return all.map(({ was, now, where }) => (
    <p key={was} className="warning overtaken">
      <Icon name="warn" />
      <span>
        Edited: the agent says “
        <AgentText text={was} />
        ”, but <AgentText text={where} />{" "}
        {now === undefined ? (
          "does not say it any more."
        ) : (
          <>
            is now “<AgentText text={now} />
            ”.
          </>
        )}
      </span>
    </p>
  ));
}
