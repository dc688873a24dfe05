import type { Block } from "../api/client";
import { AgentText } from "../parts/AgentText";
import { typed } from "../parts/unseen";

const folded = (text: string) => typed(text).toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");

/**
 * The id of a block whose label differs: two blocks may have the same label, and the executor uses the ids.
 */
export function BlockId({ block }: { block: Block }) {
  if (block.label === undefined || folded(block.label) === folded(block.id)) {
    return null;
  }
  return (
    <code className="quiet small block-id" title="The id by which the executor knows this block">
      <AgentText text={block.id} />
    </code>
  );
}
