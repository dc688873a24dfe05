import type { Element, Root } from "hast";
import type { Nodes, Root as MarkdownRoot } from "mdast";
import { parse, postprocess, preprocess } from "micromark";
import { gfm } from "micromark-extension-gfm";
import { decodeString } from "micromark-util-decode-string";

/** A range of the source that is content, as opposed to Markdown syntax. */
export interface Piece {
  from: number;
  to: number;
  /** The type of its micromark token. */
  type: string;
  /** The text that a rendering must contain to show it, without blanks. */
  says: string;
  isShown: boolean;
}

interface Stretch {
  from: number;
  to: number;
  text: string;
}

/**
 * Tokens that are signs of markdown. Only punctuation counts as a sign, so a token of this name that holds a word is a
 * piece as well, and so is every token that is not named here.
 */
const SIGNS = new Set(
  `atxHeadingSequence autolinkMarker blockQuoteMarker codeFencedFenceSequence codeTextSequence emphasisSequence
  definitionMarker gfmFootnoteCallLabelMarker gfmFootnoteCallMarker gfmFootnoteDefinitionLabelMarker gfmFootnoteDefinitionMarker
  hardBreakEscape labelImageMarker labelMarker listItemMarker listItemValue referenceMarker
  resourceDestinationLiteralMarker resourceMarker setextHeadingLineSequence strikethroughSequence strongSequence
  tableCellDivider tableDelimiterFiller tableDelimiterMarker taskListCheckMarker taskListCheckValueChecked
  taskListCheckValueUnchecked thematicBreakSequence`.split(/\s+/),
);
/** The numbers of lists are compared with those that are drawn elsewhere, and a check is drawn as a box. */
const SIGN = /^[\p{P}\p{S}\s]*$/u;
const OTHER_SIGNS: Record<string, RegExp> = { listItemValue: /^\d+$/, taskListCheckValueChecked: /^x$/i };

/** Tokens that are one piece, whatever they hold. Those that are told are shown elsewhere than in the text. */
const TOLD = ["resourceDestinationString", "referenceString", "gfmFootnoteDefinitionLabelString"];
const NEVER_DRAWN = ["definition", "resourceTitle", "codeFencedFenceInfo", "codeFencedFenceMeta"];
const WHOLE = new Set(["characterEscape", "characterReference", "gfmFootnoteCallString", ...TOLD, ...NEVER_DRAWN]);

/**
 * The pieces of a source, each with whether a rendering of it shows it. Nothing is taken for shown because of what it is:
 * a piece is shown if the text that was rendered of just its place says it, letter by letter.
 */
export function piecesOf(source: string, tree: MarkdownRoot, rendered: Root): Piece[] {
  const pieces = tokensOf(source);
  const told = toldBy(tree, rendered);
  const inText: Piece[] = [];
  for (const piece of pieces) {
    if (TOLD.includes(piece.type)) {
      piece.isShown = told.some(({ from, to, text }) => from <= piece.from && piece.to <= to && text === piece.says);
    } else if (!NEVER_DRAWN.includes(piece.type)) {
      inText.push(piece);
    }
  }
  compare(inText, textsOf(rendered));
  return pieces;
}

function tokensOf(source: string): Piece[] {
  const events = postprocess(parse({ extensions: [gfm()] }).document().write(preprocess()(source, undefined, true)));
  // A token lies within another by its place: the events of lines in a quote or a list are not in the order of the text.
  const tokens = events
    .flatMap(([way, { type, start, end }]) => (way === "enter" ? [{ type: type as string, from: start.offset, to: end.offset }] : []))
    .sort((a, b) => a.from - b.from || b.to - a.to);
  const innermost = new Int32Array(source.length).fill(-1);
  let whole = 0;
  let table = 0;
  const inTable = new Set<number>();
  tokens.forEach(({ type, from, to }, at) => {
    if (from >= whole) {
      innermost.fill(at, from, to);
    }
    if (WHOLE.has(type)) {
      whole = Math.max(whole, to);
    } else if (type === "table") {
      table = Math.max(table, to);
    } else if (type === "codeTextData" && from < table) {
      inTable.add(at);
    }
  });
  const pieces: Piece[] = [];
  for (let from = 0, to = 0; from < source.length; from = to) {
    const at = innermost[from] as number;
    while (to < source.length && innermost[to] === at) {
      to += 1;
    }
    const type = tokens[at]?.type ?? "";
    const text = source.slice(from, to);
    const says = unspaced(saidBy(text, type, inTable.has(at)));
    if (says && !(SIGNS.has(type) && (SIGN.test(text) || OTHER_SIGNS[type]?.test(text)))) {
      const blanks = text.length - text.trimStart().length;
      pieces.push({ from: from + blanks, to: from + text.trimEnd().length, type, says, isShown: false });
    }
  }
  return pieces;
}

function saidBy(text: string, type: string, isCodeInTable: boolean): string {
  const written = text.replaceAll("\0", "\ufffd");
  if (WHOLE.has(type)) {
    return decodeString(written);
  }
  // A table takes the backslash from a bar before the code in it is read.
  return isCodeInTable ? written.replace(/\\([\\|])/g, (all, sign) => (sign === "|" ? "|" : all)) : written;
}

function unspaced(text: string): string {
  return text.replace(/\s+/g, "");
}

/** The rendered texts, each with its range of the source. */
function textsOf(rendered: Root): Stretch[] {
  const texts = new Map<string, Stretch>();
  const visit = (node: Element | Root, place?: Stretch) => {
    for (const child of node.children) {
      const own = child.position ? placeOf(child) : place;
      if (child.type === "text" || child.type === "raw") {
        add(own, child.value);
      } else if (child.type === "element" && child.tagName === "img") {
        add(own, String(child.properties.alt ?? ""));
      } else if (child.type === "element" && !("dataFootnoteBackref" in child.properties)) {
        visit(child, own);
      }
    }
  };
  const add = (place: Stretch | undefined, text: string) => {
    if (place && text.trim()) {
      const key = `${place.from}:${place.to}`;
      texts.set(key, { ...place, text: (texts.get(key)?.text ?? "") + unspaced(text) });
    }
  };
  visit(rendered);
  return [...texts.values()];
}

/** The targets of links and pictures, and the labels of references and footnotes, of all that was rendered. */
function toldBy(tree: MarkdownRoot, rendered: Root): Stretch[] {
  const drawn = new Set<string>();
  const collect = (node: Element | Root) => {
    for (const child of node.children) {
      if (child.type === "element") {
        if (child.position && ["a", "img", "li"].includes(child.tagName)) {
          const { from, to } = placeOf(child);
          drawn.add(`${from}:${to}`);
        }
        collect(child);
      }
    }
  };
  collect(rendered);
  const told: Stretch[] = [];
  const visit = (node: Nodes) => {
    const place = node.position && placeOf(node);
    if (place && drawn.has(`${place.from}:${place.to}`)) {
      const says = "url" in node ? node.url : "label" in node ? node.label : undefined;
      told.push({ ...place, text: unspaced(says ?? "") });
    }
    if ("children" in node) {
      node.children.forEach(visit);
    }
  };
  visit(tree);
  return told;
}

/** Marks the pieces in a text as shown if the text equals what all the pieces of its range say. */
function compare(pieces: Piece[], texts: Stretch[]) {
  const said = new Map<Stretch, Piece[]>();
  const around: Stretch[] = [];
  const ordered = texts.toSorted((a, b) => a.from - b.from || b.to - a.to);
  let next = 0;
  for (const piece of pieces) {
    for (let text = ordered[next]; text && text.from <= piece.from; text = ordered[++next]) {
      around.push(text);
    }
    while (around.length > 0 && (around.at(-1) as Stretch).to <= piece.from) {
      around.pop();
    }
    const innermost = around.findLast((text) => piece.to <= text.to);
    if (innermost) {
      const all = said.get(innermost);
      all ? all.push(piece) : said.set(innermost, [piece]);
    }
  }
  for (const [text, all] of said) {
    const isSaid = all.map(({ says }) => says).join("") === text.text;
    all.forEach((piece) => (piece.isShown = isSaid));
  }
}

function placeOf(node: { position?: Nodes["position"] }): Stretch {
  return { from: node.position?.start.offset ?? -1, to: node.position?.end.offset ?? -1, text: "" };
}
