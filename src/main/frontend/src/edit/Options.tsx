import { useState } from "react";
import type { Block, Task } from "../api/client";
import { nameOf, originalOf, textOf } from "../content/blocks";
import { AgentText } from "../parts/AgentText";
import { Dialog, DialogAnswers } from "../parts/Dialog";
import { Icon } from "../parts/Icon";
import { kept } from "../state/stores";
import { appliedOption, type Changes, changesOfOption, isApplied, typedBlocks } from "./choice";
import type { Editing } from "./drafts";

/** The question before an option replaces typed words. */
interface Question {
  option: string;
  typed: Changes;
}

/** The option chosen on this page, and the blocks whose edits were kept beside it. */
interface Mine {
  id?: string;
  keeps: string[];
}

function sameTexts(a: Changes, b: Changes): boolean {
  const texts = (changes: Changes) => JSON.stringify(changes.map(({ block, now }) => [block.id, now]));
  return texts(a) === texts(b);
}

export interface Choice {
  id?: string;
  label?: string;
  /** Whether the read-only blocks match no option. */
  mixed: boolean;
  choose(option: string | undefined): void;
  question?: Question;
  /** @param replace whether the option replaces what was typed; nothing to cancel */
  answer(replace: boolean | undefined): void;
}

/**
 * The chosen option. If somebody else saves another one later, that one counts.
 *
 * @param user the id of the reviewer
 */
export function useChoice(task: Task, editing: Editing, user: string): Choice {
  const [mine, setMine] = useState<Mine | undefined>(() => {
    const known = kept.option(user, task.id);
    // What was typed beside it before a reload is kept.
    return known === undefined ? undefined : { id: known || undefined, keeps: typedBlocks(task, editing.textOf) };
  });
  const [question, setQuestion] = useState<Question>();
  const editedHere = (block: Block) =>
    mine?.keeps.includes(block.id) || (editing.drafts.has(block.id) && editing.textOf(block) !== textOf(originalOf(task, block.id) ?? block));
  const stillMine = mine && isApplied(task, mine.id, editing.textOf, editedHere);
  const id = stillMine ? mine.id : appliedOption(task, editing.textOf);
  const mixed = id === undefined && !isApplied(task, undefined, editing.textOf);
  function set(option: string | undefined, keeps: string[] = []) {
    setMine({ id: option, keeps });
    kept.keepOption(user, task.id, option ?? "");
  }
  return {
    id,
    label: labelOf(task, id),
    mixed,
    question,
    choose(option) {
      const { free, typed } = changesOfOption(task, option, editing.textNow);
      if (option !== undefined && typed.length > 0) {
        setQuestion({ option, typed });
        return;
      }
      editing.choose(free);
      set(option);
    },
    answer(replace) {
      if (!question || replace === undefined) {
        setQuestion(undefined);
        return;
      }
      const { free, typed } = changesOfOption(task, question.option, editing.textNow);
      if (!sameTexts(typed, question.typed)) {
        // Somebody else has edited meanwhile, so the answer was to another question.
        setQuestion({ option: question.option, typed });
        return;
      }
      editing.choose(replace ? [...free, ...typed] : free);
      set(question.option, replace ? [] : typed.map(({ block }) => block.id));
      setQuestion(undefined);
    },
  };
}

function labelOf(task: Task, id: string | undefined): string | undefined {
  return task.interaction_schema?.options?.find((each) => each.id === id)?.label;
}

export function Options({ task, choice }: { task: Task; choice: Choice }) {
  const options = task.interaction_schema?.options ?? [];
  if (options.length === 0) {
    return null;
  }
  return (
    <fieldset className="options">
      <legend>Options</legend>
      <label className="choice">
        <input type="radio" name="option" checked={choice.id === undefined && !choice.mixed} onChange={() => choice.choose(undefined)} />
        <span>As proposed</span>
      </label>
      {options.map((option) => (
        <label className="choice" key={option.id}>
          <input type="radio" name="option" checked={choice.id === option.id} onChange={() => choice.choose(option.id)} />
          <AgentText text={option.label} />
        </label>
      ))}
      {choice.mixed && (
        <p className="warning">
          <Icon name="warn" />
          Somebody else has chosen meanwhile, and the blocks are a mixture. Choose one of these.
        </p>
      )}
      {choice.question && <Replace task={task} question={choice.question} onAnswer={choice.answer} />}
    </fieldset>
  );
}

function Replace({
  task,
  question: { option, typed },
  onAnswer,
}: {
  task: Task;
  question: Question;
  onAnswer: Choice["answer"];
}) {
  return (
    <Dialog title="Replace edited words?" onClose={() => onAnswer(undefined)}>
      <div className="content stack">
        <p>
          “<AgentText text={labelOf(task, option) ?? option} />” sets what was edited:
        </p>
        <ul>
          {typed.map(({ block }) => (
            <li key={block.id}>
              <AgentText text={nameOf(block)} />
            </li>
          ))}
        </ul>
      </div>
      <DialogAnswers onBack={() => onAnswer(undefined)}>
        <button type="button" className="button" onClick={() => onAnswer(false)}>
          Keep the edits
        </button>
        <button type="button" className="button" onClick={() => onAnswer(true)}>
          Replace them
        </button>
      </DialogAnswers>
    </Dialog>
  );
}
