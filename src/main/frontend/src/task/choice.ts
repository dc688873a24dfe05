import type { Block, Task } from "../api/client";
import { originalOf, textOf } from "./blocks";

/** The option whose values stand in the blocks, if there is exactly one. */
export function standingOption(task: Task): string | undefined {
  const fitting = (task.interaction_schema?.options ?? []).filter(
    (option) =>
      (option.patches?.length ?? 0) > 0 &&
      option.patches?.every((patch) => {
        const block = task.blocks_working.find((each) => each.id === patch.block_id);
        return block && textOf(block) === textOf({ ...block, content: patch.value });
      }),
  );
  return fitting.length === 1 ? fitting[0]?.id : undefined;
}

/**
 * What choosing an option changes: the blocks that it sets, and those that go back to the agent's words, because the option
 * before had set them and nobody has edited them since.
 */
export function changesOfOption(task: Task, optionId: string | undefined, before: string | undefined) {
  const patches = (of: string | undefined) =>
    task.interaction_schema?.options?.find((each) => each.id === of)?.patches ?? [];
  const next = new Set(patches(optionId).map((each) => each.block_id));
  const back = patches(before).flatMap((each): Pick<Block, "id" | "content">[] => {
    const block = task.blocks_working.find((one) => one.id === each.block_id);
    const original = originalOf(task, each.block_id);
    const untouched = block?.editable && textOf(block) === textOf({ ...block, content: each.value });
    return untouched && original && !next.has(block.id) ? [{ id: block.id, content: original.content }] : [];
  });
  return { back, next };
}
