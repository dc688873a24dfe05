/** The deepest level of indentation: more would push text off a narrow screen, and look like filed blanks. */
const DEEPEST = 16;

/**
 * A JSON text on lines of its own, member by member. Only blanks outside of strings change: the digits of numbers, the order
 * of members and members with the same name stay what they are.
 */
export function laidOut(text: string): string {
  let out = "";
  let depth = 0;
  const line = () => `\n${"  ".repeat(Math.min(depth, DEEPEST))}`;
  const tokens = text.match(/"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/g) ?? [];
  tokens.forEach((token, at) => {
    const next = tokens[at + 1];
    if (token === "{" || token === "[") {
      depth += 1;
      out += token + (next === "}" || next === "]" ? "" : line());
    } else if (token === "}" || token === "]") {
      depth -= 1;
      const before = tokens[at - 1];
      out += (before === "{" || before === "[" ? "" : line()) + token;
    } else if (token === ",") {
      out += token + line();
    } else {
      out += token === ":" ? ": " : token;
    }
  });
  return out;
}

/** A range of a JSON text. */
export interface JsonPiece {
  from: number;
  to: number;
  isString: boolean;
}

/** The strings of a JSON text, and the text between them. */
export function stringsApart(text: string): JsonPiece[] {
  const pieces: JsonPiece[] = [];
  for (const { 0: piece, index } of text.matchAll(/"(?:[^"\\]|\\.)*"?|[^"]+/g)) {
    pieces.push({ from: index, to: index + piece.length, isString: piece.startsWith('"') });
  }
  return pieces;
}

/** Whether a JSON text is a wall: it has long lines, and laid out it would have more of them. */
export function isWall(text: string): boolean {
  const lines = text.split("\n");
  return lines.some((line) => line.length > 100) && laidOut(text).split("\n").length > lines.length;
}
