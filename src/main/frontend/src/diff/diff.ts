import type { Block, Diff, Task } from "../api/client";
import { parseExact } from "../api/json";
import { textOf } from "../content/blocks";
import { type Operation, withOldValues } from "./patch";
import { type Line, markWords, whole } from "./words";

export interface Hunk {
  header: string;
  lines: Line[];
}

/** The changes of one block. */
export type BlockChange = { block: Block } & ({ hunks: Hunk[] } | { operations: Operation[] });

const KINDS: Record<string, Line["kind"]> = { " ": "same", "-": "removed", "+": "added" };

/** Only line feeds end a line, and each line of a hunk begins with its sign, whatever the text looks like. */
export function hunksOf(unified: string): Hunk[] {
  const hunks: Hunk[] = [];
  for (const line of unified.split("\n")) {
    const lines = hunks.at(-1)?.lines;
    const kind = KINDS[line[0] ?? ""];
    if (line.startsWith("@@")) {
      hunks.push({ header: line, lines: [] });
    } else if (lines && kind) {
      lines.push({ kind, parts: whole(line.slice(1)) });
    } else if (lines && line.startsWith("\\")) {
      Object.assign(lines.at(-1) ?? {}, { unended: true });
    }
  }
  hunks.forEach((hunk) => markWords(hunk.lines));
  return hunks;
}

/** The changed blocks in the order of the task. */
export function changesIn(task: Task, diff: Diff): BlockChange[] {
  return task.blocks_original.flatMap((block): BlockChange[] => {
    const text = diff.text_diffs?.find((each) => each.block_id === block.id);
    if (text) {
      return [{ block, hunks: hunksOf(text.unified_diff) }];
    }
    const json = diff.json_patches?.find((each) => each.block_id === block.id);
    if (json) {
      return [{ block, operations: withOldValues(parseExact(textOf(block)), json.patch) }];
    }
    return [];
  });
}
