import { isNumber, print } from "../api/json";
import { AgentText } from "./AgentText";

export function plain(value: unknown): string {
  return typeof value === "string" ? value : isNumber(value) ? value.rawJSON : print(value);
}

/** An object from an agent, member by member. */
export function Pairs({ value }: { value: Record<string, unknown> }) {
  return (
    <dl className="pairs">
      {Object.entries(value).map(([key, each]) => (
        <div key={key}>
          <dt>
            <AgentText text={key} />
          </dt>
          <dd>
            <AgentText className="pre" text={plain(each)} />
          </dd>
        </div>
      ))}
    </dl>
  );
}
