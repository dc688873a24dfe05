const END = /(\r\n?|\n)/;

/** The text as editors hold it: every line ends with a line feed. */
export function flat(text: string): string {
  return text.replace(/\r\n?/g, "\n");
}

/**
 * Gives an edited text the line ends back that editors drop. Lines that were not touched keep theirs, a new line takes
 * that of the line before it, and a text that is back to what it was gets exactly its bytes.
 *
 * @param known what the text was before the edit, then what else it may be again
 */
export function withLineEnds(edited: string, known: [string, ...string[]]): string {
  if (!known.some((each) => each.includes("\r"))) {
    return edited;
  }
  const text = flat(edited);
  const same = known.find((each) => flat(each) === text);
  if (same !== undefined) {
    return same;
  }
  const before = linesOf(known[0]);
  const lines = text.split("\n");
  const { head, tail } = untouched(flat(known[0]), text);
  const oldMiddle = before.ends.length - head - tail;
  const newMiddle = lines.length - 1 - head - tail;
  const remembered = new Map(known.toReversed().flatMap((each) => byLine(each)));
  let last = before.ends[head - 1] ?? before.ends[head] ?? "\n";
  return lines
    .map((line, i) => {
      if (i === lines.length - 1) {
        return line;
      }
      if (i < head) {
        return line + before.ends[i];
      }
      if (i >= head + newMiddle) {
        return line + before.ends[before.ends.length - (lines.length - 1 - i)];
      }
      last = (oldMiddle === newMiddle ? before.ends[i] : remembered.get(line)) ?? last;
      return line + last;
    })
    .join("");
}

function linesOf(text: string): { lines: string[]; ends: string[] } {
  const parts = text.split(END);
  return { lines: parts.filter((_, i) => i % 2 === 0), ends: parts.filter((_, i) => i % 2 === 1) };
}

/** Each line that is not blank, with its end. */
function byLine(text: string): [string, string][] {
  const { lines, ends } = linesOf(text);
  return lines.flatMap((line, i): [string, string][] => (line.trim() && ends[i] ? [[line, ends[i]]] : []));
}

/** How many line ends stand before the first and after the last character that differs. */
function untouched(before: string, after: string): { head: number; tail: number } {
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  let head = 0;
  while (start < shorter && before[start] === after[start]) {
    head += before[start] === "\n" ? 1 : 0;
    start += 1;
  }
  let end = 0;
  let tail = 0;
  while (end < shorter - start && before.at(-1 - end) === after.at(-1 - end)) {
    tail += before.at(-1 - end) === "\n" ? 1 : 0;
    end += 1;
  }
  return { head, tail };
}
