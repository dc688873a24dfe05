import type { Element, ElementContent, Root, RootContent, Text } from "hast";
import type { List, Nodes, Root as MarkdownRoot } from "mdast";
import { parse, postprocess, preprocess } from "micromark";
import { gfm } from "micromark-extension-gfm";
import { marksIn, unseenIn } from "../parts/unseen";

/**
 * Tokens whose characters the renderer draws, or that are the markup of what it draws. A character that is in none of
 * them, or inside a token that is not known here, is shown as hidden: what a later parser adds is not passed over.
 */
const DRAWN = new Set(
  `atxHeading atxHeadingSequence atxHeadingText autolink autolinkEmail autolinkMarker autolinkProtocol blockQuote
  blockQuoteMarker blockQuotePrefix blockQuotePrefixWhitespace characterEscape characterEscapeValue characterReference
  characterReferenceMarker characterReferenceMarkerHexadecimal characterReferenceMarkerNumeric characterReferenceValue
  codeFenced codeFencedFence codeFencedFenceSequence codeFlowValue codeIndented codeText codeTextData codeTextPadding
  codeTextSequence content data emphasis emphasisSequence emphasisText escapeMarker gfmFootnoteCall
  gfmFootnoteCallLabelMarker gfmFootnoteCallMarker gfmFootnoteDefinition gfmFootnoteDefinitionIndent
  gfmFootnoteDefinitionLabel gfmFootnoteDefinitionLabelMarker gfmFootnoteDefinitionLabelString
  gfmFootnoteDefinitionMarker gfmFootnoteDefinitionWhitespace definitionMarker hardBreakEscape hardBreakTrailing htmlFlow
  htmlFlowData htmlText htmlTextData image label labelImageMarker labelLink labelImage labelMarker labelText lineEnding
  lineEndingBlank linePrefix lineSuffix link listItemIndent listItemMarker listItemPrefix listItemPrefixWhitespace
  listItemValue listOrdered listUnordered literalAutolink literalAutolinkEmail literalAutolinkHttp literalAutolinkWww
  paragraph reference referenceMarker referenceString resource resourceDestination resourceDestinationLiteral
  resourceDestinationLiteralMarker resourceDestinationRaw resourceDestinationString resourceMarker setextHeading
  setextHeadingLine setextHeadingLineSequence setextHeadingText strikethrough strikethroughSequence strikethroughText
  strong strongSequence strongText table tableBody tableCellDivider tableContent tableData tableDelimiter
  tableDelimiterFiller tableDelimiterMarker tableDelimiterRow tableHead tableHeader tableRow taskListCheck
  taskListCheckMarker taskListCheckValueChecked taskListCheckValueUnchecked thematicBreak thematicBreakSequence
  whitespace`.split(/\s+/),
);

const KINDS = {
  comment: ["comment", "comments"],
  definition: ["link definition", "link definitions"],
  footnote: ["footnote that nothing refers to", "footnotes that nothing refers to"],
  cell: ["cell beyond the columns", "cells beyond the columns"],
  fence: ["word behind a fence", "words behind fences"],
  language: ["language", "languages"],
  title: ["title", "titles"],
  html: ["piece of HTML", "pieces of HTML"],
  number: ["other number", "other numbers"],
  label: ["label", "labels"],
  other: ["part", "parts"],
} as const;

type Kind = keyof typeof KINDS;

interface Hidden {
  from: number;
  to: number;
  kind: Kind;
}

/** Remembers the tree of the text, for what the renderer makes of it. */
export function rememberTree() {
  return (tree: MarkdownRoot, file: { data: Record<string, unknown> }) => {
    file.data.markdown = tree;
  };
}

/**
 * Makes a rendered text one that hides nothing: what is not drawn is put where it stands, links and pictures tell their
 * target, invisible characters have a name, and each block runs in its own direction.
 */
export function hideNothing() {
  return (root: Root, file: { value: unknown; data: Record<string, unknown> }) => {
    const text = String(file.value);
    const hidden = hiddenIn(text, file.data.markdown as MarkdownRoot, root);
    reveal(root);
    hidden.forEach((part) => insert(root, part, text));
    const names = [...inWords(hidden, root), ...entitiesInWords(root, text)];
    for (const child of root.children) {
      if (child.type === "element" && child.tagName !== "pre") {
        child.properties.dir ??= "auto";
      }
    }
    nameUnseen(root);
    if (names.length > 0) {
      root.children.unshift(element("p", "hidden-count", {}, `Not seen by whoever reads this rendered: ${names.join(", ")}.`));
    }
  };
}

function hiddenIn(text: string, tree: MarkdownRoot, root: Root): Hidden[] {
  const dropped = droppedNodes(tree, root);
  const inside = ({ from, to }: Hidden) => dropped.some((node) => node.from <= from && to <= node.to);
  const rest = [...hiddenTokens(text), ...otherNumbers(tree, text)].filter((part) => !inside(part));
  return [...dropped, ...rest].sort((a, b) => a.from - b.from);
}

/** The parts of the source that the renderer made nothing of. */
function droppedNodes(tree: MarkdownRoot, root: Root): Hidden[] {
  const drawn = new Set<string>();
  const collect = (node: Root | RootContent | ElementContent) => {
    if (node.type !== "root" && node.position) {
      drawn.add(`${node.position.start.offset}:${node.position.end.offset}`);
    }
    if ("children" in node) {
      node.children.forEach(collect);
    }
  };
  collect(root);
  const isDrawn = (node: Nodes): boolean =>
    !node.position ||
    drawn.has(`${node.position.start.offset}:${node.position.end.offset}`) ||
    ("children" in node && node.children.some(isDrawn));
  const dropped: Hidden[] = [];
  const visit = (node: Nodes) => {
    if (node.position && node.type !== "root" && !isDrawn(node)) {
      dropped.push({ ...rangeOf(node), kind: kindOfNode(node) });
    } else if ("children" in node) {
      node.children.forEach(visit);
    }
  };
  visit(tree);
  return dropped.filter(({ from, to }) => to > from);
}

function kindOfNode(node: Nodes): Kind {
  switch (node.type) {
    case "definition":
      return /^\/\//.test(node.identifier) || node.url === "#" ? "comment" : "definition";
    case "footnoteDefinition":
      return "footnote";
    case "tableCell":
      return "cell";
    default:
      return "other";
  }
}

/** The parts of the source that belong to no token whose characters are drawn. */
function hiddenTokens(text: string): Hidden[] {
  const known = new Uint8Array(text.length);
  const hidden: Hidden[] = [];
  const stack: string[] = [];
  const events = postprocess(parse({ extensions: [gfm()] }).document().write(preprocess()(text, undefined, true)));
  events.forEach(([way, token], at) => {
    const { type, start, end } = token;
    if (way === "exit") {
      stack.pop();
      return;
    }
    const unknown = !DRAWN.has(type);
    if (unknown && stack.every((each) => DRAWN.has(each))) {
      hidden.push({ from: start.offset, to: end.offset, kind: kindOfToken(type, text.slice(start.offset, end.offset)) });
    }
    stack.push(type);
    const next = events[at + 1];
    if (unknown || (next && next[0] === "exit" && next[1] === token)) {
      known.fill(1, start.offset, end.offset);
    }
  });
  for (const { 0: stretch, index } of text.matchAll(/\S+/g)) {
    const lost = [...stretch].length > 0 && known.subarray(index, index + stretch.length).some((each) => each === 0);
    if (lost) {
      hidden.push({ from: index, to: index + stretch.length, kind: "other" });
    }
  }
  return hidden.filter(({ from, to, kind }) => text.slice(from, to).trim() && !(kind === "label" && /^\d+$/.test(text.slice(from, to))));
}

function kindOfToken(type: string, source: string): Kind {
  switch (type) {
    case "definition":
      return "definition";
    case "codeFencedFenceInfo":
      return /^[\w+#.-]{1,20}$/.test(source) ? "language" : "fence";
    case "codeFencedFenceMeta":
      return "fence";
    case "resourceTitle":
      return "title";
    case "gfmFootnoteCallString":
      return "label";
    default:
      return "other";
  }
}

/** Numbers of a list that are drawn as others; that all are the same is a way to write a list. */
function otherNumbers(tree: MarkdownRoot, text: string): Hidden[] {
  const found: Hidden[] = [];
  const visit = (node: Nodes) => {
    if (node.type === "list" && node.ordered) {
      found.push(...otherNumbersOf(node, text));
    }
    if ("children" in node) {
      node.children.forEach(visit);
    }
  };
  visit(tree);
  return found;
}

function otherNumbersOf(list: List, text: string): Hidden[] {
  const numbers = list.children.map((item) => {
    const { from } = rangeOf(item);
    const digits = /^\d+/.exec(text.slice(from, from + 10))?.[0] ?? "";
    return { from, to: from + digits.length, digits };
  });
  const same = numbers.every(({ digits }) => digits === numbers[0]?.digits);
  return numbers.flatMap(({ from, to, digits }, at): Hidden[] =>
    digits && !same && digits !== String((list.start ?? 1) + at) ? [{ from, to, kind: "number" }] : [],
  );
}

function rangeOf(node: Nodes | RootContent | ElementContent): { from: number; to: number } {
  return { from: node.position?.start.offset ?? -1, to: node.position?.end.offset ?? -1 };
}

/** HTML, links and pictures, each with what it holds. */
function reveal(parent: Root | Element) {
  const children = parent.children as ElementContent[];
  for (let at = 0; at < children.length; at += 1) {
    const child = children[at] as ElementContent | { type: "raw"; value: string };
    if (child.type === "raw") {
      const isComment = /^\s*<!--/.test(child.value);
      children[at] = chip(parent.type === "root", isComment ? "comment" : "html", child.value);
    } else if (child.type === "element" && child.tagName === "img") {
      const { alt, src } = child.properties;
      children[at] = element("span", "picture", {}, `Picture${alt ? `: ${String(alt)}` : ""} (${String(src ?? "")})`);
      Object.assign(children[at] as object, { position: child.position });
    } else if (child.type === "element") {
      reveal(child);
      const target = child.tagName === "a" && targetOf(textOf(child), String(child.properties.href ?? ""));
      if (target) {
        children.splice(at + 1, 0, element("span", target.className, { title: target.whole }, target.shown));
        at += 1;
      }
    }
  }
}

/** Where a link leads, unless its text says just that. */
export function targetOf(text: string, url: string): { shown: string; whole: string; className: string } | undefined {
  const bare = (address: string) => address.trim().replace(/^(https?:\/\/|mailto:)/i, "").replace(/\/$/, "");
  if (url.startsWith("#user-content-") || bare(text) === bare(url)) {
    return undefined;
  }
  let shown = bare(url);
  let host = shown.replace(/^.*@/, "");
  try {
    const parsed = new URL(url);
    host = parsed.host || host;
    shown = /^(https?|mailto):$/.test(parsed.protocol) ? bare(parsed.host ? parsed.href : decodeURI(url)) : url;
  } catch {
    shown = url;
  }
  const named = text.match(/(?:[\p{L}\p{N}-]+\.)+\p{L}{2,}/gu) ?? [];
  const plain = (name: string) => name.toLowerCase().replace(/^www\./, "");
  const misleads = named.length > 0 && named.every((name) => plain(name) !== plain(host));
  return { shown: shown || "nowhere", whole: url, className: misleads ? "link-target misleading" : "link-target" };
}

/** What holds no element of a text beside its own: a part is put behind or before it. */
const CLOSED = ["a", "code", "pre", "img", "input", "br", "hr", "ul", "ol", "table", "thead", "tbody"];
const BLOCKS = ["blockquote", "li", "section"];

function insert(root: Root, { from, to, kind }: Hidden, text: string) {
  const path: (Root | Element)[] = [root];
  for (let inner = within(root, from, to); inner; inner = within(inner, from, to)) {
    path.push(inner);
  }
  let at: number | undefined;
  let parent = path.pop() as Root | Element;
  while (parent.type === "element" && CLOSED.includes(parent.tagName)) {
    const outer = path.pop() as Root | Element;
    const isCode = parent.tagName === "pre" || parent.tagName === "code";
    at = indexIn(outer, parent) + (isCode ? 0 : 1);
    // Its target stands right behind a link.
    at += !isCode && classOf(outer.children[at]).startsWith("link-target") ? 1 : 0;
    parent = outer;
  }
  if (parent.type === "element" && parent.tagName === "tr") {
    parent = (parent.children.findLast((each) => each.type === "element") as Element | undefined) ?? parent;
    at = parent.children.length;
  }
  const isBlock = parent.type === "root" || BLOCKS.includes(parent.tagName);
  at ??= parent.children.findIndex((each) => each.position && rangeOf(each as ElementContent).from >= to);
  (parent.children as ElementContent[]).splice(
    at < 0 ? parent.children.length : at,
    0,
    chip(isBlock && kind !== "number", kind, text.slice(from, to).trim()),
  );
}

/** The child that holds a stretch of the source; what has no place of its own may hold one that has. */
function within(parent: Root | Element, from: number, to: number): Element | undefined {
  for (const child of parent.children) {
    if (child.type !== "element") {
      continue;
    }
    const range = rangeOf(child);
    if (child.position ? range.from <= from && to <= range.to : within(child, from, to)) {
      return child;
    }
  }
  return undefined;
}

function indexIn(parent: Root | Element, child: Root | Element): number {
  return (parent.children as unknown[]).indexOf(child);
}

function classOf(node: RootContent | ElementContent | undefined): string {
  return node?.type === "element" ? String(node.properties.className ?? "") : "";
}

function chip(block: boolean, kind: Kind, source: string): Element {
  const name = kind === "language" ? "code" : KINDS[kind][0];
  return element(block ? "div" : "span", `hidden-part ${kind}`, { dataKind: name }, source);
}

function element(tagName: string, className: string, properties: Element["properties"], text: string): Element {
  return { type: "element", tagName, properties: { ...properties, className: [className] }, children: [{ type: "text", value: text }] };
}

function inWords(hidden: Hidden[], root: Root): string[] {
  const counts = new Map<Kind, number>();
  const add = (kind: Kind) => counts.set(kind, (counts.get(kind) ?? 0) + 1);
  hidden.forEach(({ kind }) => add(kind));
  const visit = (node: Root | RootContent | ElementContent) => {
    if (node.type === "element" && /^hidden-part (comment|html)$/.test(classOf(node)) && !node.position) {
      add(classOf(node).slice("hidden-part ".length) as Kind);
    }
    if ("children" in node) {
      node.children.forEach(visit);
    }
  };
  counts.delete("comment");
  counts.delete("html");
  visit(root);
  counts.delete("language");
  return [...counts].map(([kind, count]) => `${count} ${KINDS[kind][count === 1 ? 0 : 1]}`);
}

/** Entities can write an invisible character so that nothing of it is in the source. */
function entitiesInWords(root: Root, source: string): string[] {
  const more = unseenIn(textOf(root)).length - unseenIn(source).length;
  return more > 0 && /&[#\w]+;/.test(source) ? [`${more} ${more === 1 ? "entity" : "entities"} for characters that cannot be seen`] : [];
}

function textOf(node: Root | RootContent | ElementContent): string {
  return node.type === "text" ? node.value : "children" in node ? node.children.map(textOf).join("") : "";
}

function nameUnseen(parent: Root | Element) {
  parent.children = (parent.children as ElementContent[]).flatMap((child): ElementContent[] => {
    if (child.type === "element") {
      nameUnseen(child);
    }
    return child.type === "text" ? namedIn(child) : [child];
  });
}

function namedIn(node: Text): ElementContent[] {
  const parts: ElementContent[] = [];
  let at = 0;
  for (const { from, to, kind, name } of marksIn(node.value)) {
    const className = kind === "mixed" ? "mixed-alphabets" : "unseen-character";
    parts.push({ type: "text", value: node.value.slice(at, from) });
    parts.push(element("span", className, { dataName: name, title: name }, node.value.slice(from, to)));
    at = to;
  }
  return at === 0 ? [node] : [...parts, { type: "text", value: node.value.slice(at) }];
}
