import { useMemo } from "react";
import { Icon } from "./Icon";
import { marksIn } from "./unseen";

const SHOWN = 4;

/** How many invisible characters some texts contain; nothing if there are none. */
export function UnseenCount({ texts }: { texts: string[] }) {
  const marks = useMemo(() => texts.flatMap(marksIn), [texts.join("\0")]);
  const unseen = marks.filter((mark) => mark.kind === "unseen");
  const addresses = marks.filter((mark) => mark.kind === "address");
  const mixed = marks.length - unseen.length - addresses.length;
  if (marks.length === 0) {
    return null;
  }
  const names = [...new Set(unseen.map((mark) => mark.name))];
  const more = names.length - SHOWN;
  return (
    <p className="warning small unseen-count">
      <Icon name="warn" />
      <span>
        {unseen.length > 0 && (
          <>
            {plural(unseen.length, "place", "places")} with characters that cannot be seen: {names.slice(0, SHOWN).join(", ")}
            {more > 0 && ` and ${more} more`}.{" "}
          </>
        )}
        {mixed > 0 && <>{plural(mixed, "word mixes", "words mix")} alphabets or digits that look alike. </>}
        {addresses.length > 0 && <>{plural(addresses.length, "address is", "addresses are")} written in characters that look like others.</>}
      </span>
    </p>
  );
}

export function plural(count: number, one: string, many: string): string {
  return `${count.toLocaleString()} ${count === 1 ? one : many}`;
}
