import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { json, jsonParseLinter } from "@codemirror/lang-json";
import { markdown } from "@codemirror/lang-markdown";
import { HighlightStyle, bracketMatching, codeFolding, foldGutter, foldKeymap, indentOnInput, syntaxHighlighting } from "@codemirror/language";
import { linter } from "@codemirror/lint";
import { Chunk, MergeView, unifiedMergeView } from "@codemirror/merge";
import { Annotation, Compartment, EditorState, type Extension, Text } from "@codemirror/state";
import { EditorView, keymap, lineNumbers } from "@codemirror/view";
import { tags } from "@lezer/highlight";
import { rest } from "../parts/focus";
import { flat } from "./lines";
import { markStyles, marks } from "./marks";

export type Language = "markdown" | "json" | "plaintext";

export interface EditorOptions {
  text: string;
  language: Language;
  label: string;
  readOnly: boolean;
  onChange?: (text: string) => void;
}

export interface Handle {
  set(text: string): void;
  destroy(): void;
}

/** What can be undone. */
const past = new Compartment();

const fromOutside = Annotation.define<boolean>();

/** A changed word: marked by its background, and not by that alone. */
function marked(how: "added" | "removed", line: "underline" | "line-through") {
  return {
    background: `var(--${how}-word)`,
    textDecoration: line,
    textDecorationThickness: "1px",
    textUnderlineOffset: "3px",
  };
}

const theme = EditorView.theme({
  "&": { color: "var(--text)", backgroundColor: "transparent", fontSize: "13px" },
  "&.cm-focused": { outline: "none" },
  ".cm-scroller": { fontFamily: "var(--mono)", lineHeight: "20px", overflow: "auto" },
  ".cm-content": { padding: "8px 0", caretColor: "var(--text)" },
  ".cm-line": { padding: "0 12px", textAlign: "start" },
  ".cm-cursor, .cm-dropCursor": { borderLeftColor: "var(--text)" },
  ".cm-selectionBackground, &.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground": {
    background: "var(--selection)",
  },
  ".cm-gutters": { backgroundColor: "transparent", color: "var(--quiet)", border: "none" },
  ".cm-foldGutter .cm-gutterElement": { cursor: "pointer", padding: "0 4px" },
  ".cm-foldPlaceholder": { background: "var(--sunken)", color: "var(--quiet)", border: "none", padding: "0 6px" },
  ".cm-changeGutter": { width: "4px", paddingLeft: "0" },
  "&.cm-merge-a .cm-changedLine, .cm-deletedChunk": { backgroundColor: "var(--removed)" },
  "&.cm-merge-b .cm-changedLine, .cm-changedLine, .cm-insertedLine": { backgroundColor: "var(--added)" },
  "&.cm-merge-a .cm-changedText, .cm-deletedChunk .cm-deletedText": marked("removed", "line-through"),
  "&.cm-merge-b .cm-changedText, .cm-changedText": marked("added", "underline"),
  ".cm-deletedChunk": { paddingLeft: "12px" },
  ".cm-insertedLine, .cm-deletedLine, .cm-deletedLine del": { textDecoration: "none" },
  ".cm-collapsedLines": {
    background: "var(--sunken)",
    color: "var(--quiet)",
    padding: "4px 12px",
    fontFamily: "var(--sans)",
    fontSize: "12px",
  },
  ".cm-collapsedLines:before, .cm-collapsedLines:after": { content: '"⋯"' },
  ...markStyles,
  ".cm-tooltip": { background: "var(--ground)", color: "var(--text)", border: "1px solid var(--line)" },
  ".cm-diagnostic": { padding: "4px 8px" },
});

const colours = HighlightStyle.define([
  { tag: [tags.heading, tags.strong], fontWeight: "600" },
  { tag: tags.emphasis, fontStyle: "italic" },
  { tag: tags.strikethrough, textDecoration: "line-through" },
  { tag: [tags.link, tags.url], color: "var(--act)" },
  { tag: [tags.quote, tags.processingInstruction, tags.contentSeparator, tags.punctuation], color: "var(--quiet)" },
  { tag: tags.monospace, color: "var(--warn)" },
  { tag: tags.propertyName, color: "var(--act)" },
  { tag: tags.string, color: "var(--approve)" },
  { tag: [tags.number, tags.bool, tags.null], color: "var(--warn)" },
]);

function extensions({ language, label, readOnly, onChange }: EditorOptions): Extension[] {
  return [
    marks(language),
    theme,
    syntaxHighlighting(colours),
    EditorView.lineWrapping,
    EditorView.contentAttributes.of({ "aria-label": label, spellcheck: language === "json" ? "false" : "true" }),
    language === "markdown" ? markdown() : language === "json" ? json() : [],
    readOnly
      ? [EditorState.readOnly.of(true), EditorView.editable.of(false), EditorView.contentAttributes.of({ tabindex: "0" })]
      : [
          past.of(history()),
          indentOnInput(),
          bracketMatching(),
          language === "json" ? linter(jsonParseLinter(), { delay: 400 }) : [],
          // Tab keeps moving the focus, so that a keyboard can leave the editor.
          keymap.of([
            {
              key: "Escape",
              run: (view) => {
                rest(view.dom);
                return true;
              },
            },
            ...defaultKeymap,
            ...historyKeymap,
          ]),
          EditorView.updateListener.of((update) => {
            if (update.docChanged && !update.transactions.some((each) => each.annotation(fromOutside))) {
              onChange?.(update.state.doc.toString());
            }
          }),
        ],
  ];
}

/**
 * Editors live in shadow roots: there their styles are sheets made by script, which the content security policy lets
 * in, and not elements, which it does not.
 */
function rootOf(host: HTMLElement): ShadowRoot {
  return host.shadowRoot ?? host.attachShadow({ mode: "open" });
}

/** The smallest change from one text to the other, so that the caret stays with its words. */
function difference(before: string, after: string) {
  const shorter = Math.min(before.length, after.length);
  let from = 0;
  while (from < shorter && before[from] === after[from]) {
    from += 1;
  }
  let same = 0;
  while (same < shorter - from && before.at(-1 - same) === after.at(-1 - same)) {
    same += 1;
  }
  return { from, to: before.length - same, insert: after.slice(from, after.length - same) };
}

function handle(view: EditorView, destroy: () => void): Handle {
  return {
    set(text) {
      const previous = view.state.doc.toString();
      const next = flat(text);
      if (previous !== next) {
        view.dispatch({ changes: difference(previous, next), annotations: fromOutside.of(true) });
        // Undo must not reach it: it was not typed here.
        view.dispatch({ effects: past.reconfigure([]) });
        view.dispatch({ effects: past.reconfigure(history()) });
      }
    },
    destroy,
  };
}

export function mountEditor(host: HTMLElement, options: EditorOptions): Handle {
  const root = rootOf(host);
  const view = new EditorView({
    doc: options.text,
    extensions: [extensions(options), options.language === "json" ? [lineNumbers(), codeFolding(), foldGutter(), keymap.of(foldKeymap)] : []],
    parent: root,
    root,
  });
  return handle(view, () => view.destroy());
}

const RIGHT_TO_LEFT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/;

const DIFF = { scanLimit: 1000, timeout: 400 };
const COLLAPSE = { margin: 3, minSize: 6 };

/** The original next to the current text, which can be edited. */
export function mountCompare(host: HTMLElement, original: string, beside: boolean, options: EditorOptions): Handle {
  const root = rootOf(host);
  if (beside) {
    const merge = new MergeView({
      a: { doc: original, extensions: extensions({ ...options, readOnly: true, label: `${options.label}, original` }) },
      b: { doc: options.text, extensions: extensions(options) },
      parent: root,
      root,
      diffConfig: DIFF,
      collapseUnchanged: COLLAPSE,
    });
    return handle(merge.b, () => merge.destroy());
  }
  // Within a line of a script from right to left, old and new words would be mixed up.
  const allowInlineDiffs = !RIGHT_TO_LEFT.test(original + options.text);
  const view = new EditorView({
    doc: options.text,
    extensions: [
      extensions(options),
      unifiedMergeView({ original, mergeControls: false, diffConfig: DIFF, collapseUnchanged: COLLAPSE, allowInlineDiffs }),
    ],
    parent: root,
    root,
  });
  return handle(view, () => view.destroy());
}

/** How many lines were added and removed. */
export function countLines(original: string, text: string): { added: number; removed: number } {
  const a = Text.of(original.split("\n"));
  const b = Text.of(text.split("\n"));
  let added = 0;
  let removed = 0;
  for (const chunk of Chunk.build(a, b, DIFF)) {
    if (chunk.toA > chunk.fromA) {
      removed += a.lineAt(Math.min(chunk.endA, a.length)).number - a.lineAt(chunk.fromA).number + 1;
    }
    if (chunk.toB > chunk.fromB) {
      added += b.lineAt(Math.min(chunk.endB, b.length)).number - b.lineAt(chunk.fromB).number + 1;
    }
  }
  return { added, removed };
}
