import type { Element, ElementContent, Root, RootContent, Text } from "hast";
import type { List, Nodes, Root as MarkdownRoot } from "mdast";
import { marksIn, unseenIn } from "../parts/unseen";
import { type Piece, piecesOf } from "./drawn";
import { isLink, targetOf } from "./targets";

const KINDS = {
  definition: ["link definition", "link definitions"],
  comment: ["comment", "comments"],
  footnote: ["footnote that nothing refers to", "footnotes that nothing refers to"],
  cell: ["cell beyond the columns", "cells beyond the columns"],
  fence: ["word behind a fence", "words behind fences"],
  language: ["language", "languages"],
  title: ["title", "titles"],
  target: ["link target", "link targets"],
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

/** Keeps the Markdown tree, to be compared with what is rendered from it. */
export function rememberTree() {
  return (tree: MarkdownRoot, file: { data: Record<string, unknown> }) => {
    file.data.markdown = tree;
  };
}

/**
 * Makes a rendered text one that hides nothing: what is not drawn is put where it stands, links and pictures tell their
 * target, invisible characters have a name, and each block and cell runs in its own direction.
 */
export function hideNothing() {
  return (root: Root, file: { value: unknown; data: Record<string, unknown> }) => {
    const text = String(file.value);
    const hidden = hiddenIn(text, file.data.markdown as MarkdownRoot, root);
    const html = reveal(root);
    const orders: Orders = new Map();
    hidden.forEach((part) => insert(root, part, text, orders));
    const names = [...inWords([...hidden.map(({ kind }) => kind), ...html]), ...entitiesInWords(root, text)];
    giveDirections(root);
    nameUnseen(root);
    if (names.length > 0) {
      root.children.unshift(element("p", "hidden-count", {}, `Not seen by whoever reads this rendered: ${names.join(", ")}.`));
    }
  };
}

function hiddenIn(text: string, tree: MarkdownRoot, root: Root): Hidden[] {
  const pieces = piecesOf(text, tree, root);
  const dropped = darkNodes(tree, pieces, (node) => kindOfNode(node) !== undefined);
  const parts: Hidden[] = dropped.map(({ from, to, node }) => ({ from, to, kind: kindOfNode(node) ?? "other" }));
  const rest = pieces.filter((piece) => !piece.isShown && !around(dropped, piece));
  const others = rest.filter(({ type }) => kindOfPiece(type, "") === "other");
  const nodes = darkNodes(tree, others.length === 0 ? [] : pieces, (node) => node.type !== "root");
  for (const { from, to, type } of rest) {
    const kind = kindOfPiece(type, text.slice(from, to));
    const node = kind === "other" ? around(nodes, { from }) : undefined;
    const part = { from: node?.from ?? from, to: node?.to ?? to, kind };
    const last = parts.at(-1);
    if (last?.from !== part.from || last.to !== part.to) {
      parts.push(part);
    }
  }
  parts.push(...otherNumbers(tree, text).filter((part) => !around(dropped, part)));
  return parts.sort((a, b) => a.from - b.from);
}

/** The node of some, none of which overlaps another, that a place is in. */
function around<T extends { from: number; to: number }>(nodes: T[], { from }: { from: number }): T | undefined {
  const last = nodes[firstFrom(nodes, from + 1) - 1];
  return last && from < last.to ? last : undefined;
}

/** The outermost nodes of a kind of which nothing is shown, though they have something to show. */
function darkNodes(tree: MarkdownRoot, pieces: Piece[], isMeant: (node: Nodes) => boolean) {
  const found: { from: number; to: number; node: Nodes }[] = [];
  const visit = (node: Nodes) => {
    const { from, to } = rangeOf(node);
    if (isMeant(node) && from >= 0) {
      const inside = pieces.slice(firstFrom(pieces, from), firstFrom(pieces, to));
      if (inside.length > 0 && inside.every(({ isShown }) => !isShown)) {
        found.push({ from, to, node });
        return;
      }
    }
    if ("children" in node) {
      node.children.forEach(visit);
    }
  };
  visit(tree);
  return found;
}

/** The index of the first that does not begin before a place of the source. */
function firstFrom(sorted: { from: number }[], place: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] as { from: number }).from < place) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

function kindOfNode(node: Nodes): Kind | undefined {
  switch (node.type) {
    case "definition":
      return node.identifier.startsWith("//") || node.url === "#" ? "comment" : "definition";
    case "footnoteDefinition":
      return "footnote";
    case "tableCell":
      return "cell";
    default:
      return undefined;
  }
}

function kindOfPiece(type: string, source: string): Kind {
  switch (type) {
    case "definition":
      return "definition";
    case "codeFencedFenceInfo":
      return /^[\w+#.-]{1,20}$/.test(source) ? "language" : "fence";
    case "codeFencedFenceMeta":
      return "fence";
    case "resourceTitle":
      return "title";
    case "resourceDestinationString":
      return "target";
    case "gfmFootnoteCallString":
    case "gfmFootnoteDefinitionLabelString":
    case "referenceString":
      return "label";
    default:
      return "other";
  }
}

/** Numbers of a list that are drawn as others; that all are 1, or 0, is a way to write a list. */
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
  const same = numbers.every(({ digits }) => digits === numbers[0]?.digits && /^[01]$/.test(digits));
  return numbers.flatMap(({ from, to, digits }, at): Hidden[] =>
    digits && !(same && at > 0) && digits !== String((list.start ?? 1) + at) ? [{ from, to, kind: "number" }] : [],
  );
}

function rangeOf(node: Nodes | RootContent | ElementContent): { from: number; to: number } {
  return { from: node.position?.start.offset ?? -1, to: node.position?.end.offset ?? -1 };
}

/** Shows HTML as it is written, and the targets of links and pictures; the kinds of HTML that there were. */
function reveal(parent: Root | Element): Kind[] {
  const html: Kind[] = [];
  const children = parent.children as ElementContent[];
  for (let at = 0; at < children.length; at += 1) {
    const child = children[at] as ElementContent | { type: "raw"; value: string };
    if (child.type === "raw") {
      const kind = /^\s*<!--/.test(child.value) ? "comment" : "html";
      html.push(kind);
      children[at] = { ...chip(parent.type === "root", kind, child.value), position: (child as ElementContent).position };
    } else if (child.type === "element" && child.tagName === "img") {
      const { alt, src } = child.properties;
      const shown = `Picture${alt ? `: ${String(alt)}` : ""} (${String(src ?? "")})`;
      children[at] = { ...element("span", "picture", {}, shown), position: child.position };
    } else if (child.type === "element") {
      html.push(...reveal(child));
      const target = isLink(child) && targetOf(textOf(child), String(child.properties.href ?? ""));
      if (target) {
        children.splice(at + 1, 0, element("span", target.className, { title: target.whole }, target.shown));
        at += 1;
      }
    }
  }
  return html;
}

/** What holds no element of a text beside its own: a part is put behind or before it. */
const CLOSED = ["a", "code", "pre", "img", "input", "br", "hr", "ul", "ol", "table", "thead", "tbody"];
const BLOCKS = ["blockquote", "li", "section"];

function insert(root: Root, { from, to, kind }: Hidden, text: string, orders: Orders) {
  const path: (Root | Element)[] = [root];
  for (let inner = within(root, from, to, orders); inner; inner = within(inner, from, to, orders)) {
    path.push(inner);
  }
  let at: number | undefined;
  let parent = path.pop() as Root | Element;
  while (parent.type === "element" && CLOSED.includes(parent.tagName)) {
    const outer = path.pop() as Root | Element;
    const isCode = parent.tagName === "pre" || parent.tagName === "code";
    at = indexIn(outer, parent) + (isCode ? 0 : 1);
    // A link's target is shown right after it.
    at += !isCode && classOf(outer.children[at]).startsWith("link-target") ? 1 : 0;
    parent = outer;
  }
  if (parent.type === "element" && parent.tagName === "tr") {
    parent = (parent.children.findLast((each) => each.type === "element") as Element | undefined) ?? parent;
    at = parent.children.length;
  }
  const isBlock = parent.type === "root" || BLOCKS.includes(parent.tagName);
  if (at === undefined) {
    const { placed, isSorted } = orderOf(parent, orders);
    const next = isSorted ? placed[firstFrom(placed, to)] : placed.find((each) => each.from >= to);
    at = next ? indexIn(parent, next.child) : -1;
  }
  (parent.children as ElementContent[]).splice(
    at < 0 ? parent.children.length : at,
    0,
    chip(isBlock && kind !== "number", kind, text.slice(from, to).trim()),
  );
}

/** The children of an element that have a place in the source, and those that have none but may hold some that have. */
interface Order {
  placed: { from: number; to: number; child: RootContent }[];
  loose: Element[];
  /** Footnotes are in the order of their calls. */
  isSorted: boolean;
}

type Orders = Map<Root | Element, Order>;

/** What is inserted later has no place, so an order stays what it is. */
function orderOf(parent: Root | Element, orders: Orders): Order {
  let order = orders.get(parent);
  if (!order) {
    const placed = parent.children.flatMap((child) => (child.position ? [{ ...rangeOf(child), child }] : []));
    const loose = parent.children.filter((child) => child.type === "element" && !child.position) as Element[];
    const isSorted = placed.every(({ from }, at) => at === 0 || (placed[at - 1] as { to: number }).to <= from);
    order = { placed, loose, isSorted };
    orders.set(parent, order);
  }
  return order;
}

/** The child that contains a range of the source. */
function within(parent: Root | Element, from: number, to: number, orders: Orders): Element | undefined {
  const { placed, loose, isSorted } = orderOf(parent, orders);
  const holds = (each: Order["placed"][number] | undefined) => each !== undefined && each.from <= from && to <= each.to;
  const found = isSorted ? placed[firstFrom(placed, from + 1) - 1] : placed.find(holds);
  if (holds(found) && found?.child.type === "element" && !classOf(found.child).startsWith("hidden-part")) {
    return found.child;
  }
  return loose.find((child) => within(child, from, to, orders));
}

function indexIn(parent: Root | Element, child: Root | RootContent): number {
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

function inWords(hidden: Kind[]): string[] {
  return (Object.keys(KINDS) as Kind[]).flatMap((kind) => {
    const count = hidden.filter((each) => each === kind).length;
    return count > 0 && kind !== "language" ? [`${count} ${KINDS[kind][count === 1 ? 0 : 1]}`] : [];
  });
}

/** Entities can write an invisible character so that nothing of it is in the source. */
function entitiesInWords(root: Root, source: string): string[] {
  const more = unseenIn(textOf(root)).length - unseenIn(source).length;
  return more > 0 && /&[#\w]+;/.test(source) ? [`${more} ${more === 1 ? "entity" : "entities"} for characters that cannot be seen`] : [];
}

function textOf(node: Root | RootContent | ElementContent): string {
  return node.type === "text" ? node.value : "children" in node ? node.children.map(textOf).join("") : "";
}

/** A table keeps its columns in the order that they are filed in, whatever its words are. */
function giveDirections(root: Root) {
  const visit = (node: Root | Element, isBlock: boolean) => {
    for (const child of node.children) {
      if (child.type !== "element" || child.tagName === "pre") {
        continue;
      }
      if (child.tagName === "table") {
        child.properties.dir = "ltr";
      } else if (isBlock || child.tagName === "td" || child.tagName === "th") {
        child.properties.dir ??= "auto";
      }
      visit(child, false);
    }
  };
  visit(root, true);
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
    const className = kind === "mixed" ? "mixed-alphabets" : kind === "address" ? "look-alike" : "unseen-character";
    parts.push({ type: "text", value: node.value.slice(at, from) });
    parts.push(element("span", className, { dataName: name, title: name }, node.value.slice(from, to)));
    at = to;
  }
  return at === 0 ? [node] : [...parts, { type: "text", value: node.value.slice(at) }];
}
