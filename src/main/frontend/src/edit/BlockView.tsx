import { Suspense, lazy, useDeferredValue, useEffect, useId, useMemo, useState } from "react";
import type { Block, Task } from "../api/client";
import { compact } from "../api/json";
import { AgentText, PlainText } from "../parts/AgentText";
import { Clamp } from "../parts/Clamp";
import { rest } from "../parts/focus";
import { Icon } from "../parts/Icon";
import { UnseenCount } from "../parts/UnseenCount";
import { marksIn, spelled } from "../parts/unseen";
import { BlockId } from "../content/BlockId";
import { differs, flatMembers, nameOf, originalOf, textFault, textOf } from "../content/blocks";
import type { Editing } from "./drafts";
import type { Language } from "./editor";
import { CodeEditor, Compare, useWide } from "./Editors";
import { JsonForm } from "./JsonForm";
import { flat } from "./lines";
import { isWall, laidOut } from "../content/layout";

const Markdown = lazy(() => import("../markdown/Markdown"));

type Mode = "write" | "read" | "form" | "source" | "compare";

function wordFor(mode: Mode, block: Block, editable: boolean): string {
  switch (mode) {
    case "write":
      return block.type === "json" ? "Code" : "Write";
    case "read":
      return editable && block.type === "markdown" ? "Preview" : block.type === "plaintext" ? "Text" : "Read";
    case "form":
      return "Form";
    case "source":
      return "Source";
    case "compare":
      return "Compare";
    default:
      return mode satisfies never;
  }
}

function isWallOfJson(block: Block, text: string): boolean {
  return block.type === "json" && isWall(text) && !textFault(block, text);
}

/** Whether something was true at any time while a condition holds. */
function useLasting(condition: boolean, happens: boolean): boolean {
  const [happened, setHappened] = useState(false);
  const lasts = condition && (happens || happened);
  if (lasts !== happened) {
    setHappened(lasts);
  }
  return lasts;
}

/** The views of a block; it opens with the first. */
function modesOf(block: Block, editable: boolean, text: string, wall: boolean, changed: boolean): Mode[] {
  const modes: Mode[] = editable ? ["write"] : ["read"];
  if (editable && block.type === "markdown") {
    modes.push("read");
  }
  if (editable && wall) {
    modes.unshift("read");
  }
  if (editable && block.type === "json" && flatMembers(text) !== undefined) {
    modes.push("form");
  }
  if (!editable && (block.type === "markdown" || wall)) {
    modes.push("source");
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
  const label = spelled(nameOf(block));
  const wide = useWide();
  const editable = block.editable && !locked;
  const text = locked ? textOf(block) : editing.textOf(block);
  const original = textOf(originalOf(task, block.id) ?? block);
  const changed = differs(block, original, text);
  const [chosen, setChosen] = useState<Mode>();
  // A reviewer who edits keeps their view: the comparison even if nothing differs any more, the code even if a line
  // grows long. Otherwise the next keys would act on the page.
  const comparesAll = useLasting(compareAll, changed);
  const [wallAtFirst] = useState(() => isWallOfJson(block, text));
  const wall = editable ? wallAtFirst : isWallOfJson(block, text);
  const modes = modesOf(block, editable, text, wall, changed || comparesAll || chosen === "compare");
  // The rendering comes first if there is no room for both.
  const rendered = !wide && block.type === "markdown";
  const fallback = rendered ? "read" : (modes[0] as Mode);
  const language = block.render_hints?.syntax_highlighting === false ? "plaintext" : block.type;
  const mode = comparesAll ? "compare" : chosen && modes.includes(chosen) ? chosen : fallback;
  const draft = locked ? undefined : editing.drafts.get(block.id);
  const conflict = draft?.conflict === true;
  const fault = editable ? textFault(block, text) : undefined;
  const change = (next: string) => editing.edit(block, next);
  const textNow = () => editing.textNow(block);
  const deferred = useDeferredValue(useSettled(text, editable));

  return (
    <section className={`block${changed ? " changed" : ""}`} aria-labelledby={id} tabIndex={-1} data-rest="">
      <header>
        <h2 id={id}>
          <AgentText text={nameOf(block)} />
        </h2>
        <BlockId block={block} />
        <span className="quiet small">{block.type === "plaintext" ? "text" : block.type}</span>
        {!block.editable && (
          <span className="tag">
            <Icon name="lock" />
            read-only
          </span>
        )}
        {changed && <span className="tag edited">modified</span>}
        <span className="space" />
        {changed && editable && !conflict && (
          <button type="button" className="button link small" onClick={() => editing.revert(block)}>
            Back to the original
          </button>
        )}
        {modes.length > 1 && (
          <div className="modes" role="group" aria-label={`Views of ${label}`}>
            {modes.map((each) => (
              <button key={each} type="button" aria-pressed={each === mode} onClick={() => setChosen(each)}>
                {wordFor(each, block, editable)}
              </button>
            ))}
          </div>
        )}
      </header>
      <UnseenCount texts={[nameOf(block), deferred]} />
      {conflict ? (
        <Conflict block={block} text={text} editing={editing} />
      ) : mode === "compare" ? (
        <Compare
          text={text}
          textNow={locked ? undefined : textNow}
          original={original}
          language={language}
          label={label}
          readOnly={!editable}
          onChange={change}
        />
      ) : mode === "form" ? (
        <JsonForm text={text} onChange={change} name={label} />
      ) : mode === "source" ? (
        <Clamp name={label}>
          <CodeEditor text={text} language={language} label={label} readOnly />
        </Clamp>
      ) : mode === "read" ? (
        <Clamp name={label}>
          <Reading block={block} text={deferred} language={language} />
        </Clamp>
      ) : block.type === "markdown" ? (
        <div className={wide ? "beside" : undefined}>
          <CodeEditor text={text} textNow={textNow} language={language} label={label} onChange={change} />
          {wide && (
            <div className="preview" tabIndex={0} role="region" aria-label={`Preview of ${label}`}>
              <Reading block={block} text={deferred} language={language} />
            </div>
          )}
        </div>
      ) : block.type === "json" ? (
        <CodeEditor text={text} textNow={textNow} language={language} label={label} onChange={change} />
      ) : (
        <PlainEditor text={text} settled={deferred} label={label} onChange={change} />
      )}
      {block.type === "json" && draft?.saved && compact(text) !== compact(textOf(block)) && (
        <p className="quiet small" role="status">
          What is sent has the same value in another spelling: only the order of members, or how numbers are written, differs.
        </p>
      )}
      {fault && (
        <p className="fault small" role="status">
          Not saved: this is not valid JSON. {fault}
        </p>
      )}
    </section>
  );
}

/** A block for reading, complete. */
function Reading({ block, text, language }: { block: Block; text: string; language: Language }) {
  const label = spelled(nameOf(block));
  if (block.type === "markdown") {
    return (
      <Suspense fallback={<pre className="plain">{text}</pre>}>
        <Markdown text={text} />
      </Suspense>
    );
  }
  if (block.type === "json") {
    const laid = isWall(text) && !textFault(block, text) ? laidOut(text) : text;
    return <CodeEditor text={laid} language={language} label={label} readOnly />;
  }
  return <PlainText text={text} />;
}

/** A field cannot show invisible characters: if there are any, the text is repeated below with their names. */
function PlainEditor({
  text,
  settled,
  label,
  onChange,
}: {
  text: string;
  settled: string;
  label: string;
  onChange: (text: string) => void;
}) {
  const hasUnseen = useMemo(() => marksIn(settled).length > 0, [settled]);
  return (
    <>
      <textarea
        className="input"
        dir="auto"
        data-editor=""
        aria-label={label}
        value={flat(text)}
        rows={1}
        placeholder="Empty"
        onChange={(event) => onChange(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === "Escape") {
            rest(event.currentTarget);
          }
        }}
      />
      {hasUnseen && <PlainText text={settled} label={`${label}, as it is sent`} />}
    </>
  );
}

/** A long text is rendered once typing pauses, because rendering takes longer than a key press. */
function useSettled(text: string, editable: boolean): string {
  const long = editable && text.length > 20_000;
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), long ? 600 : 0);
    return () => clearTimeout(timer);
  }, [text, long]);
  return long ? settled : text;
}

function Conflict({ block, text, editing }: { block: Block; text: string; editing: Editing }) {
  const label = spelled(nameOf(block));
  const wide = useWide();
  return (
    <div className="stack">
      <div className="note warn" role="alert">
        <Icon name="warn" />
        <p className="body">
          Somebody else changed this block meanwhile. Yours is kept here and not saved; nothing was overwritten.
          {!wide && " What only theirs says is struck out, what only yours says is underlined."}
        </p>
      </div>
      <Compare
        text={text}
        original={textOf(block)}
        names={["Theirs, now saved", "Yours"]}
        language={block.type}
        label={label}
        readOnly
      />
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
