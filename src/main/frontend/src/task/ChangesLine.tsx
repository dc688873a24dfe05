import type { Block } from "../api/client";
import { useLineCounts } from "./Editors";

export interface ChangedBlock {
  block: Block;
  original: string;
  text: string;
}

/** How much was changed, and the way to all of it. */
export function ChangesLine({
  changed,
  shown,
  onShow,
}: {
  changed: ChangedBlock[];
  shown: boolean;
  onShow: (all: boolean) => void;
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
      {(changed.length > 0 || shown) && (
        <button type="button" className="button link" aria-pressed={shown} onClick={() => onShow(!shown)}>
          {shown ? "show texts" : "show all"}
        </button>
      )}
    </p>
  );
}
