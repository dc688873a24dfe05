import type { ChangedBlock } from "../content/blocks";
import { useLineCounts } from "../edit/Editors";

/** The texts, each next to its original, or the changes of all of them as they will be sent. */
export type View = "texts" | "compare" | "changes";

const WAYS: [View, string][] = [
  ["changes", "see what was changed"],
  ["compare", "compare block by block"],
];

/** How much was changed, and the views of it. */
export function ChangesLine({
  changed,
  comparable,
  view,
  onView,
}: {
  changed: ChangedBlock[];
  comparable: boolean;
  view: View;
  onView: (view: View) => void;
}) {
  const counts = useLineCounts(changed.map(({ original, text }) => ({ original, text })));
  return (
    <p className="changes">
      <span className="quiet">Changes</span>
      {changed.length === 0 ? (
        <span>none</span>
      ) : (
        <span>
          {changed.length} {changed.length === 1 ? "block" : "blocks"}
          {counts && (
            <>
              , <span className="plus">+{counts.added}</span> <span className="minus">−{counts.removed}</span>
            </>
          )}
        </span>
      )}
      {(changed.length > 0 || view !== "texts") && (
        <span className="ways">
          {WAYS.filter(([way]) => comparable || way !== "compare").map(([way, words]) => (
            <button
              key={way}
              type="button"
              className="button link"
              aria-pressed={view === way}
              onClick={() => onView(view === way ? "texts" : way)}
            >
              {view === way ? "back to the blocks" : words}
            </button>
          ))}
        </span>
      )}
    </p>
  );
}
