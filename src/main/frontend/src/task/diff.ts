import type { Block, Diff, Task } from "../api/client";
import { parseExact } from "../api/json";
import { type Operation, withOldValues } from "./patch";
import { type Line, markWords, whole } from "./words";

export interface Hunk {
  header: string;
  lines: Line[];
}

/** What is sent of one changed block. */
export type BlockChange = { block: Block } & ({ hunks: Hunk[] } | { operations: Operation[] });

const HUNK = /^@@ -\d+(?:,(\d+))? \+\d+(?:,(\d+))? @@/;
const KINDS = { " ": "same", "-": "removed", "+": "added" } as const;

/** Only line feeds end a line, and only the counts tell how far a hunk goes: a text may look like a header. */
export function hunksOf(unified: string): Hunk[] {
  const lines = unified.split("\n");
  const hunks: Hunk[] = [];
  for (let at = 0; at < lines.length; at += 1) {
    const header = lines[at] ?? "";
    const counts = HUNK.exec(header);
    if (!counts) {
      continue;
    }
    let before = Number(counts[1] ?? 1);
    let after = Number(counts[2] ?? 1);
    const hunk: Hunk = { header, lines: [] };
    while (at + 1 < lines.length) {
      const line = lines[at + 1] ?? "";
      const last = hunk.lines.at(-1);
      if (line.startsWith("\\") && last) {
        last.unended = true;
      } else if (before > 0 || after > 0) {
        const kind = KINDS[line[0] as keyof typeof KINDS];
        before -= kind === "added" ? 0 : 1;
        after -= kind === "removed" ? 0 : 1;
        hunk.lines.push({ kind, parts: whole(line.slice(1)) });
      } else {
        break;
      }
      at += 1;
    }
    markWords(hunk.lines);
    hunks.push(hunk);
  }
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
      const document = typeof block.content === "string" ? parseExact(block.content) : block.content;
      return [{ block, operations: withOldValues(document, json.patch) }];
    }
    return [];
  });
}
