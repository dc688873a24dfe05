import { Pairs } from "./Pairs";

/** What the agent says to whoever decides. */
export function Guidance({ guidance }: { guidance: string | Record<string, unknown> | undefined }) {
  if (!guidance) {
    return null;
  }
  return (
    <section className="guidance" aria-labelledby="guidance">
      <h2 id="guidance">Guidance from the agent</h2>
      {typeof guidance === "string" ? (
        <p className="pre">
          <bdi>{guidance}</bdi>
        </p>
      ) : (
        <Pairs value={guidance} />
      )}
    </section>
  );
}
