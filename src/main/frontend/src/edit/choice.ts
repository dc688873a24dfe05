import type { Block, Task } from "../api/client";
import { differs, originalOf, textOf } from "../content/blocks";

export type TextOf = (block: Block) => string;

/** Blocks with their current and their new text. */
export type Changes = { block: Block; now: string; text: string }[];

function patchOf(task: Task, optionId: string | undefined, block: Block) {
  const option = task.interaction_schema?.options?.find((each) => each.id === optionId);
  return option?.patches?.findLast((each) => each.block_id === block.id);
}

/** The text that an option gives to a block: its own, or what the agent filed if it does not set the block. */
function proposed(task: Task, optionId: string | undefined, block: Block): string {
  const content = patchOf(task, optionId, block)?.value ?? originalOf(task, block.id)?.content ?? block.content;
  return textOf({ ...block, content: content as Block["content"] });
}

function says(task: Task, optionId: string | undefined, block: Block, text: string): boolean {
  return !differs(block, text, proposed(task, optionId, block));
}

/** Whether a text is what the agent filed or what an option sets, and not what a reviewer typed. */
function isOffered(task: Task, block: Block, text: string): boolean {
  const offers = [undefined, ...(task.interaction_schema?.options ?? []).map((each) => each.id)];
  return offers.some((each) => says(task, each, block, text));
}

/** The ids of the blocks whose text a reviewer typed. */
export function typedBlocks(task: Task, textNow: TextOf): string[] {
  return task.blocks_working.filter((block) => !isOffered(task, block, textNow(block))).map(({ id }) => id);
}

/**
 * Whether an option is applied, or without an option, the proposal. Blocks that are not editable must match exactly, and so must
 * those that the option sets, unless they were edited here since.
 */
export function isApplied(
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

/** The option that is applied; of several, the one that sets most blocks. Options that change nothing do not count. */
export function appliedOption(task: Task, textNow: TextOf = textOf): string | undefined {
  const sets = (id: string) =>
    task.blocks_working.filter((block) => patchOf(task, id, block) && !says(task, undefined, block, proposed(task, id, block)));
  const fitting = (task.interaction_schema?.options ?? [])
    .filter(({ id }) => isApplied(task, id, textNow))
    .map(({ id }) => ({ id, count: sets(id).length }))
    .filter(({ count }) => count > 0)
    .sort((a, b) => b.count - a.count);
  return fitting[0]?.count === fitting[1]?.count ? undefined : fitting[0]?.id;
}

/**
 * What choosing an option changes: the blocks that it sets, and blocks that another option had set, which return to what the
 * agent filed.
 *
 * @returns `free`: changes that lose no typed text; `typed`: changes that would replace text that a reviewer typed. Typed text
 *   that the option does not set is in neither.
 */
export function changesOfOption(task: Task, optionId: string | undefined, textNow: TextOf): { free: Changes; typed: Changes } {
  const free: Changes = [];
  const typed: Changes = [];
  for (const block of task.blocks_working) {
    const now = textNow(block);
    const wasOffered = isOffered(task, block, textOf(block));
    const set = patchOf(task, optionId, block) !== undefined;
    // Leaving an option that was not saved restores the saved text.
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
