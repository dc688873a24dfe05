import { Suspense, lazy, useDeferredValue, useEffect, useId, useState } from "react";
import type { Block, Task } from "../api/client";
import { Icon } from "../parts/Icon";
import { differs, flatMembers, nameOf, originalOf, textFault, textOf } from "./blocks";
import type { Editing } from "./drafts";
import { CodeEditor, Compare, useWide } from "./Editors";
import { JsonForm } from "./JsonForm";

const Markdown = lazy(() => import("./Markdown"));

type Mode = "write" | "read" | "form" | "compare";

const WORDS: Record<Block["type"], Partial<Record<Mode, string>>> = {
  markdown: { write: "Write", read: "Preview", compare: "Compare" },
  plaintext: { write: "Write", read: "Text", compare: "Compare" },
  json: { write: "Code", form: "Form", read: "Code", compare: "Compare" },
};

function modesOf(block: Block, editable: boolean, flat: boolean, changed: boolean): Mode[] {
  const modes: Mode[] = editable ? ["write"] : ["read"];
  if (editable && block.type === "markdown") {
    modes.push("read");
  }
  if (editable && block.type === "json" && flat) {
    modes.push("form");
  }
  if (changed) {
    modes.push("compare");
  }
  return modes;
}

export function BlockView({
  block,
  task,
  editing,
  locked,
  compareAll,
}: {
  block: Block;
  task: Task;
  editing: Editing;
  locked: boolean;
  compareAll: boolean;
}) {
  const id = useId();
  const wide = useWide();
  const editable = block.editable && !locked;
  const text = locked ? textOf(block) : editing.textOf(block);
  const original = textOf(originalOf(task, block.id) ?? block);
  const changed = differs(block, original, text);
  const flat = block.type === "json" && flatMembers(text) !== undefined;
  const [chosen, setChosen] = useState<Mode>();
  // Whoever edits in the comparison stays in it, also when nothing differs any more.
  const modes = modesOf(block, editable, flat, changed || chosen === "compare");
  const rendered = !wide && block.render_hints?.preview === true && modes.includes("read");
  const fallback = rendered ? "read" : (modes[0] as Mode);
  const language = block.render_hints?.syntax_highlighting === false ? "plaintext" : block.type;
  const mode = compareAll && changed ? "compare" : chosen && modes.includes(chosen) ? chosen : fallback;
  const draft = locked ? undefined : editing.drafts[block.id];
  const conflict = draft?.conflict === true;
  const fault = editable ? textFault(block, text) : undefined;
  const change = (next: string) => editing.edit(block, next);
  const deferred = useDeferredValue(useSettled(text));

  return (
    <section className={`block${changed ? " changed" : ""}`} aria-labelledby={id}>
      <header>
        <h2 id={id}>
          <bdi>{nameOf(block)}</bdi>
        </h2>
        <span className="quiet small">{block.type === "plaintext" ? "text" : block.type}</span>
        {!block.editable && (
          <span className="tag">
            <Icon name="lock" />
            read-only
          </span>
        )}
        {changed && <span className="tag edited">modified</span>}
        <span className="space" />
        {modes.length > 1 && (
          <div className="modes" role="group" aria-label={`Views of ${nameOf(block)}`}>
            {modes.map((each) => (
              <button key={each} type="button" aria-pressed={each === mode} onClick={() => setChosen(each)}>
                {WORDS[block.type][each]}
              </button>
            ))}
          </div>
        )}
      </header>
      {conflict ? (
        <Conflict block={block} text={text} editing={editing} />
      ) : mode === "compare" ? (
        <Compare
          text={text}
          original={original}
          language={language}
          label={nameOf(block)}
          readOnly={!editable}
          onChange={change}
        />
      ) : mode === "form" ? (
        <JsonForm text={text} onChange={change} name={nameOf(block)} />
      ) : block.type === "markdown" ? (
        mode === "write" ? (
          <div className={wide ? "beside" : undefined}>
            <CodeEditor text={text} language={language} label={nameOf(block)} onChange={change} />
            {wide && (
              <div className="preview" tabIndex={0} role="region" aria-label={`Preview of ${nameOf(block)}`}>
                <Suspense fallback={null}>
                  <Markdown text={deferred} />
                </Suspense>
              </div>
            )}
          </div>
        ) : (
          <Suspense fallback={<pre className="plain">{text}</pre>}>
            <Markdown text={deferred} />
          </Suspense>
        )
      ) : block.type === "json" ? (
        <CodeEditor text={text} language={language} label={nameOf(block)} readOnly={!editable} onChange={change} />
      ) : editable ? (
        <textarea
          className="input"
          data-editor=""
          aria-label={nameOf(block)}
          value={text}
          rows={1}
          onChange={(event) => change(event.target.value)}
          onKeyDown={(event) => {
            if (event.key === "Escape") {
              event.currentTarget.blur();
            }
          }}
        />
      ) : (
        <pre className="plain" tabIndex={0}>
          {text}
        </pre>
      )}
      {fault && (
        <p className="fault small" role="status">
          Not saved: this is not valid JSON. {fault}
        </p>
      )}
    </section>
  );
}

/** A long text is rendered when nobody types for a moment: rendering it takes longer than a key. */
function useSettled(text: string): string {
  const long = text.length > 20_000;
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), long ? 600 : 0);
    return () => clearTimeout(timer);
  }, [text, long]);
  return long ? settled : text;
}

function Conflict({ block, text, editing }: { block: Block; text: string; editing: Editing }) {
  return (
    <div className="stack">
      <div className="note warn" role="alert">
        <Icon name="warn" />
        <p className="body">
          Somebody else changed this block meanwhile. Yours is kept here and not saved; nothing was overwritten. Left is
          what stands now, right is yours.
        </p>
      </div>
      <Compare text={text} original={textOf(block)} language={block.type} label={nameOf(block)} readOnly />
      <div className="line">
        <button type="button" className="button" onClick={() => editing.keepMine(block)}>
          Keep mine
        </button>
        <button type="button" className="button" onClick={() => editing.takeTheirs(block)}>
          Take theirs
        </button>
      </div>
    </div>
  );
}
