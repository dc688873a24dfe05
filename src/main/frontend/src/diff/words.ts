/** A range of a line, and whether it differs from the line's counterpart. */
export interface Part {
  text: string;
  changed: boolean;
}

/** A line of a diff: kept, removed or added, with the changed words marked. */
export interface Line {
  kind: "same" | "removed" | "added";
  parts: Part[];
  /** Whether it is a last line without a line feed. */
  unended?: boolean;
  /** Whether it is a line of JSON, which runs from left to right whatever its strings say. */
  json?: boolean;
}

const TOKENS = /[\p{L}\p{M}\p{N}_]+|\s+|[^\p{L}\p{M}\p{N}_\s]/gu;

/** Comparing takes this many steps at most; beyond it all between the equal ends counts as changed. */
const MAX_STEPS = 40_000;

/** Lines with less than this share in common count as two lines, not as one that was changed. */
const ALIKE = 0.3;

export function whole(text: string): Part[] {
  return [{ text, changed: false }];
}

/** Pairs removed lines, in order, with the added lines that follow them. */
export function markWords(lines: Line[]) {
  for (let at = 0; at < lines.length; ) {
    const removed = run(lines, at, "removed");
    const added = run(lines, at + removed, "added");
    for (let i = 0; i < Math.min(removed, added); i += 1) {
      const from = lines[at + i] as Line;
      const to = lines[at + removed + i] as Line;
      const words = wordsBetween(from.parts[0]?.text ?? "", to.parts[0]?.text ?? "");
      if (words) {
        [from.parts, to.parts] = words;
      }
    }
    at += Math.max(removed + added, 1);
  }
}

function run(lines: Line[], from: number, kind: Line["kind"]): number {
  let to = from;
  while (lines[to]?.kind === kind) {
    to += 1;
  }
  return to - from;
}

/** Which words of two lines differ; undefined if the lines have too little in common. */
export function wordsBetween(before: string, after: string): [Part[], Part[]] | undefined {
  const a = before.match(TOKENS) ?? [];
  const b = after.match(TOKENS) ?? [];
  let start = 0;
  while (start < Math.min(a.length, b.length) && a[start] === b[start]) {
    start += 1;
  }
  let end = 0;
  while (end < Math.min(a.length, b.length) - start && a[a.length - 1 - end] === b[b.length - 1 - end]) {
    end += 1;
  }
  const kept = keptBetween(a.slice(start, a.length - end), b.slice(start, b.length - end));
  const inA = new Set(kept.map(([at]) => at + start));
  const inB = new Set(kept.map(([, at]) => at + start));
  const stays = (at: number, length: number, middle: Set<number>) => at < start || at >= length - end || middle.has(at);
  const common = a.reduce((sum, token, at) => sum + (stays(at, a.length, inA) ? token.trim().length : 0), 0);
  if (common < ALIKE * Math.max(before.length, after.length)) {
    return undefined;
  }
  return [
    joined(a.map((text, at) => ({ text, changed: !stays(at, a.length, inA) }))),
    joined(b.map((text, at) => ({ text, changed: !stays(at, b.length, inB) }))),
  ];
}

/** The longest common subsequence, as pairs of places. */
function keptBetween(a: string[], b: string[]): [number, number][] {
  if (a.length * b.length > MAX_STEPS || a.length === 0 || b.length === 0) {
    return [];
  }
  const width = b.length + 1;
  const lengths = new Uint16Array((a.length + 1) * width);
  const at = (i: number, j: number) => lengths[i * width + j] as number;
  for (let i = a.length - 1; i >= 0; i -= 1) {
    for (let j = b.length - 1; j >= 0; j -= 1) {
      lengths[i * width + j] = a[i] === b[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  }
  const kept: [number, number][] = [];
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    if (a[i] === b[j]) {
      kept.push([i, j]);
      i += 1;
      j += 1;
    } else if (at(i + 1, j) >= at(i, j + 1)) {
      i += 1;
    } else {
      j += 1;
    }
  }
  return kept;
}

function joined(parts: Part[]): Part[] {
  const result: Part[] = [];
  for (const part of parts) {
    const last = result.at(-1);
    if (last?.changed === part.changed) {
      last.text += part.text;
    } else {
      result.push({ ...part });
    }
  }
  return result.length > 0 ? result : whole("");
}
