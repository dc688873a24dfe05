import type { Block, Task } from "../api/client";
import { differs, originalOf, textOf } from "../content/blocks";

export type TextOf = (block: Block) => string;

/** Blocks, with their current and their new text. */
export type Changes = { block: Block; now: string; text: string }[];

function patchOf(task: Task, optionId: string | undefined, block: Block) {
  const option = task.interaction_schema?.options?.find((each) => each.id === optionId);
  return option?.patches?.findLast((each) => each.block_id === block.id);
}

/** The text of a block under an option, which starts from what the agent filed; without an option, what the agent filed. */
function proposed(task: Task, optionId: string | undefined, block: Block): string {
  const content = patchOf(task, optionId, block)?.value ?? originalOf(task, block.id)?.content ?? block.content;
  return textOf({ ...block, content: content as Block["content"] });
}

function says(task: Task, optionId: string | undefined, block: Block, text: string): boolean {
  return !differs(block, text, proposed(task, optionId, block));
}

/** Whether a text is what the agent filed or what one of its options sets, and not what a reviewer typed. */
function isOffered(task: Task, block: Block, text: string): boolean {
  const offers = [undefined, ...(task.interaction_schema?.options ?? []).map((each) => each.id)];
  return offers.some((each) => says(task, each, block, text));
}

/** The ids of the blocks that hold what a reviewer typed. */
export function typedBlocks(task: Task, textNow: TextOf): string[] {
  return task.blocks_working.filter((block) => !isOffered(task, block, textNow(block))).map(({ id }) => id);
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

/** The option whose values stand in the blocks, of several the one that sets most; none that sets what was filed anyway. */
export function standingOption(task: Task, textNow: TextOf = textOf): string | undefined {
  const sets = (id: string) =>
    task.blocks_working.filter((block) => patchOf(task, id, block) && !says(task, undefined, block, proposed(task, id, block)));
  const fitting = (task.interaction_schema?.options ?? [])
    .filter(({ id }) => stands(task, id, textNow))
    .map(({ id }) => ({ id, count: sets(id).length }))
    .filter(({ count }) => count > 0)
    .sort((a, b) => b.count - a.count);
  return fitting[0]?.count === fitting[1]?.count ? undefined : fitting[0]?.id;
}

/**
 * What choosing an option changes: the blocks that it sets, and those that another option has set and that go back to what
 * the agent filed.
 *
 * @returns `free`, where nobody's words are lost, and `typed`, where a reviewer's words would be. Typed words that the
 *   option does not touch are in neither.
 */
export function changesOfOption(task: Task, optionId: string | undefined, textNow: TextOf): { free: Changes; typed: Changes } {
  const free: Changes = [];
  const typed: Changes = [];
  for (const block of task.blocks_working) {
    const now = textNow(block);
    const wasOffered = isOffered(task, block, textOf(block));
    const set = patchOf(task, optionId, block) !== undefined;
    // Leaving an option that was only looked at restores the saved text.
    const text = set || wasOffered ? proposed(task, optionId, block) : textOf(block);
    if (!differs(block, now, text)) {
      continue;
    }
    if (isOffered(task, block, now) && (wasOffered || !set)) {
      free.push({ block, now, text });
    } else if (set) {
      typed.push({ block, now, text });
    }
  }
  return { free, typed };
}
