import type { Block, Task } from "../api/client";
import { differs, originalOf, textOf } from "./blocks";

export type TextOf = (block: Block) => string;

/** Blocks and what they are to say. */
export type Changes = { block: Block; text: string }[];

function patchOf(task: Task, optionId: string | undefined, block: Block) {
  const option = task.interaction_schema?.options?.find((each) => each.id === optionId);
  return option?.patches?.findLast((each) => each.block_id === block.id);
}

/** What a block says with an option, which starts from what the agent filed; without one it is that itself. */
function proposed(task: Task, optionId: string | undefined, block: Block): string {
  const content = patchOf(task, optionId, block)?.value ?? originalOf(task, block.id)?.content ?? block.content;
  return textOf({ ...block, content: content as Block["content"] });
}

function says(task: Task, optionId: string | undefined, block: Block, text: string): boolean {
  return !differs(block, text, proposed(task, optionId, block));
}

/**
 * Whether the blocks are as an option makes them, or as proposed: those that nobody may edit to the letter, those that it sets
 * unless they were edited here since.
 */
export function stands(
  task: Task,
  optionId: string | undefined,
  textNow: TextOf,
  editedHere: (block: Block) => boolean = () => false,
): boolean {
  return task.blocks_working.every((block) => {
    const mayDiffer = block.editable && (!patchOf(task, optionId, block) || editedHere(block));
    return mayDiffer || says(task, optionId, block, textNow(block));
  });
}

/** The option whose values stand in the blocks, if there is exactly one. */
export function standingOption(task: Task, textNow: TextOf = textOf): string | undefined {
  const fitting = (task.interaction_schema?.options ?? []).filter(
    ({ id, patches }) => patches?.length && stands(task, id, textNow),
  );
  return fitting.length === 1 ? fitting[0]?.id : undefined;
}

/**
 * What choosing an option changes: the blocks that it sets, and those that another option has set and that go back to what
 * the agent filed.
 *
 * @returns `free`, where nobody's words are lost, and `typed`, where a reviewer's words would be. Typed words that the
 *   option does not touch are in neither.
 */
export function changesOfOption(task: Task, optionId: string | undefined, textNow: TextOf): { free: Changes; typed: Changes } {
  const offers = [undefined, ...(task.interaction_schema?.options ?? []).map((each) => each.id)];
  const free: Changes = [];
  const typed: Changes = [];
  for (const block of task.blocks_working) {
    const now = textNow(block);
    if (says(task, optionId, block, now)) {
      continue;
    }
    const change = { block, text: proposed(task, optionId, block) };
    if (offers.some((each) => says(task, each, block, now))) {
      free.push(change);
    } else if (patchOf(task, optionId, block)) {
      typed.push(change);
    }
  }
  return { free, typed };
}
