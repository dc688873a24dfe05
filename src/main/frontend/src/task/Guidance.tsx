import { Pairs } from "../parts/Pairs";
import { AgentText } from "../parts/AgentText";

/** The agent's note to the reviewer. */
export function Guidance({ guidance }: { guidance: string | Record<string, unknown> | undefined }) {
  if (!guidance) {
    return null;
  }
  return (
    <section className="guidance" aria-labelledby="guidance">
      <h2 id="guidance">A note from the agent for whoever decides</h2>
      {typeof guidance === "string" ? (
        <p>
          <AgentText className="pre" text={guidance} />
        </p>
      ) : (
        <Pairs value={guidance} />
      )}
    </section>
  );
}
