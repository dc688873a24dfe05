import { type Extension, RangeSetBuilder } from "@codemirror/state";
import { Decoration, type DecorationSet, EditorView, ViewPlugin, type ViewUpdate, WidgetType } from "@codemirror/view";
import { syntaxTree } from "@codemirror/language";
import { type Mark, marksIn } from "../parts/unseen";

/** A visible name for an invisible character; the text itself does not change. */
class Name extends WidgetType {
  constructor(private readonly name: string) {
    super();
  }

  override eq(other: Name) {
    return other.name === this.name;
  }

  toDOM() {
    const shown = document.createElement("span");
    shown.className = "cm-unseen";
    shown.textContent = this.name;
    return shown;
  }
}

function decorationOf({ kind, name }: Mark): Decoration {
  return kind === "unseen"
    ? Decoration.replace({ widget: new Name(name) })
    : Decoration.mark({ class: `cm-${kind}`, attributes: { title: name, "data-name": name } });
}

function eachVisibleLine(view: EditorView, use: (from: number, text: string) => void) {
  let done = -1;
  for (const { from, to } of view.visibleRanges) {
    for (let at = Math.max(from, done + 1); at <= to; ) {
      const line = view.state.doc.lineAt(at);
      use(line.from, line.text);
      done = line.to;
      at = line.to + 1;
    }
  }
}

function decorated(build: (view: EditorView) => DecorationSet, isolates: boolean): Extension {
  return ViewPlugin.fromClass(
    class {
      decorations: DecorationSet;
      constructor(view: EditorView) {
        this.decorations = build(view);
      }
      update(update: ViewUpdate) {
        if (update.docChanged || update.viewportChanged || syntaxTree(update.startState) !== syntaxTree(update.state)) {
          this.decorations = build(update.view);
        }
      }
    },
    {
      decorations: (plugin) => plugin.decorations,
      provide: (plugin) =>
        isolates ? EditorView.bidiIsolatedRanges.of((view) => view.plugin(plugin)?.decorations ?? Decoration.none) : [],
    },
  );
}

/** Replaces invisible characters with their names, so that they cannot reorder the text either. */
const unseen = decorated((view) => {
  const set = new RangeSetBuilder<Decoration>();
  eachVisibleLine(view, (from, text) => {
    // The end of the line is there as well: a carriage return before it is no stranger.
    for (const mark of marksIn(`${text}\n`)) {
      set.add(from + mark.from, from + Math.min(mark.to, text.length), decorationOf(mark));
    }
  });
  return set.finish();
}, false);

const ownDirection = Decoration.line({ attributes: { dir: "auto" } });

/** Each line of a text runs in its own direction. */
const directions = decorated((view) => {
  const set = new RangeSetBuilder<Decoration>();
  eachVisibleLine(view, (from) => set.add(from, from, ownDirection));
  return set.finish();
}, false);

const isolate = Decoration.mark({ class: "cm-isolate", attributes: { dir: "auto" }, bidiIsolate: null });

/** Each name and string of a JSON text runs in its own direction, and turns nothing else. */
const strings = decorated((view) => {
  const set = new RangeSetBuilder<Decoration>();
  for (const { from, to } of view.visibleRanges) {
    syntaxTree(view.state).iterate({
      from,
      to,
      enter: (node) => {
        if (node.name === "String" || node.name === "PropertyName") {
          set.add(node.from, node.to, isolate);
        }
      },
    });
  }
  return set.finish();
}, true);

/** What an editor shows of a text in addition to its letters. */
export function marks(language: string): Extension {
  return [unseen, language === "json" ? strings : [EditorView.perLineTextDirection.of(true), directions]];
}

export const markStyles = {
  ".cm-unseen": {
    display: "inline-block",
    margin: "0 1px",
    padding: "0 3px",
    border: "1px solid var(--warn)",
    borderRadius: "3px",
    background: "var(--warn-ground)",
    color: "var(--warn)",
    font: "400 11px/15px var(--mono)",
    direction: "ltr",
    unicodeBidi: "isolate",
  },
  ".cm-address::after": {
    content: "attr(data-name)",
    display: "inline-block",
    margin: "0 2px",
    padding: "0 3px",
    borderRadius: "3px",
    background: "var(--warn-ground)",
    color: "var(--warn)",
    font: "400 11px/15px var(--mono)",
    unicodeBidi: "isolate",
  },
  ".cm-mixed, .cm-address": { textDecoration: "underline wavy var(--warn) 1px", textUnderlineOffset: "3px" },
  ".cm-isolate": { unicodeBidi: "isolate" },
};
