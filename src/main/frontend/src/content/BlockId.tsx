import type { Block } from "../api/client";
import { AgentText } from "../parts/AgentText";
import { typed } from "../parts/unseen";

const folded = (text: string) => typed(text).toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");

/**
 * The id of a block where its label says something else: two blocks may have one label, and the executor goes by the ids.
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
