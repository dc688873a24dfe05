const END = /\r\n?|\n/g;
const LF = 10;
const CR = 13;

/** The text as editors hold it: every line ends with a line feed. */
export function flat(text: string): string {
  return text.includes("\r") ? text.replace(/\r\n?/g, "\n") : text;
}

/**
 * Gives an edited text the line ends back that editors drop. Lines that were not touched keep theirs, a new line takes
 * that of the line before it, and a text that is back to what it was gets exactly its bytes. This runs with every key.
 *
 * @param known what the text was before the edit, then what else it may be again
 */
export function withLineEnds(edited: string, known: [string, ...string[]]): string {
  if (!known.some((each) => each.includes("\r"))) {
    return edited;
  }
  const text = flat(edited);
  const same = [...new Set(known)].find((each) => isFlat(each, text));
  if (same !== undefined) {
    return same;
  }
  const before = known[0];
  const start = sameAtStart(before, text);
  const end = sameAtEnd(before, text, start);
  const head = before.slice(0, start.before);
  const replaced = before.slice(start.before, end.before).match(END) ?? [];
  const lines = text.slice(start.text, end.text).split("\n");
  const added = lines.length - 1;
  const remembered = added > 0 && added !== replaced.length ? endsByLine(known) : undefined;
  let last = lastEnd(head) ?? /\r\n?|\n/.exec(before)?.[0] ?? "\n";
  let result = head;
  lines.forEach((line, i) => {
    result = joined(result, line);
    if (i < added) {
      // The first of them begins in what is the same.
      const whole = i === 0 ? text.slice(text.slice(0, start.text).lastIndexOf("\n") + 1, start.text) + line : line;
      last = (remembered ? remembered.get(whole) : replaced[i]) ?? last;
      result = joined(result, last);
    }
  });
  return joined(result, before.slice(end.before));
}

/** A carriage return that ends a line, and a line feed that ends an empty one, must not become one end. */
function joined(text: string, more: string): string {
  return text.endsWith("\r") && more.startsWith("\n") ? `${text}\r${more.slice(1)}` : text + more;
}

/** A place in a text as it was, and the same in the flat one. */
interface Place {
  before: number;
  text: number;
}

function isFlat(before: string, text: string): boolean {
  const end = sameAtStart(before, text);
  return end.before === before.length && end.text === text.length;
}

/** Where the two begin to differ, ignoring line ends. */
function sameAtStart(before: string, text: string): Place {
  const place = { before: 0, text: 0 };
  while (place.before < before.length && place.text < text.length) {
    const is = before.charCodeAt(place.before);
    if ((is === CR ? LF : is) !== text.charCodeAt(place.text)) {
      break;
    }
    place.before += is === CR && before.charCodeAt(place.before + 1) === LF ? 2 : 1;
    place.text += 1;
  }
  return place;
}

/** Where the two are the same again, up to the end. */
function sameAtEnd(before: string, text: string, start: Place): Place {
  const place = { before: before.length, text: text.length };
  while (place.before > start.before && place.text > start.text) {
    const is = before.charCodeAt(place.before - 1);
    if ((is === CR ? LF : is) !== text.charCodeAt(place.text - 1)) {
      break;
    }
    const isPair = is === LF && place.before - 1 > start.before && before.charCodeAt(place.before - 2) === CR;
    place.before -= isPair ? 2 : 1;
    place.text -= 1;
  }
  return place;
}

function lastEnd(text: string): string | undefined {
  const at = Math.max(text.lastIndexOf("\n"), text.lastIndexOf("\r"));
  return at < 0 ? undefined : text.slice(at > 0 && text[at] === "\n" && text[at - 1] === "\r" ? at - 1 : at, at + 1);
}

/** Each line that is not blank, with its end; of several the one in the text that comes first. */
function endsByLine(texts: string[]): Map<string, string> {
  const ends = new Map<string, string>();
  for (const text of [...new Set(texts)].toReversed()) {
    let from = 0;
    for (const match of text.matchAll(END)) {
      const line = text.slice(from, match.index);
      if (line.trim()) {
        ends.set(line, match[0]);
      }
      from = match.index + match[0].length;
    }
  }
  return ends;
}
