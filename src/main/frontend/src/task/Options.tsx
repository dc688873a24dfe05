import { useState } from "react";
import type { Block, Task } from "../api/client";
import { AgentText } from "../parts/AgentText";
import { Dialog, DialogAnswers } from "../parts/Dialog";
import { nameOf } from "./blocks";
import { type Changes, changesOfOption, standingOption, stands } from "./choice";
import type { Editing } from "./drafts";

/** What is asked before an option takes the place of typed words. */
interface Question {
  option: string;
  free: Changes;
  typed: Changes;
}

export interface Choice {
  id?: string;
  label?: string;
  choose(option: string | undefined): void;
  question?: Question;
  /** @param replace whether the option takes the place of what was typed; nothing where all stays as it is */
  answer(replace: boolean | undefined): void;
}

/** The option that is chosen; an option that somebody else has saved since takes its place. */
export function useChoice(task: Task, editing: Editing): Choice {
  const [mine, setMine] = useState<{ id?: string }>();
  const [question, setQuestion] = useState<Question>();
  const editedHere = (block: Block) => editing.drafts[block.id] !== undefined;
  const stillMine = mine && stands(task, mine.id, editing.textOf, editedHere);
  const id = stillMine ? mine.id : standingOption(task, editing.textOf);
  return {
    id,
    label: labelOf(task, id),
    question,
    choose(option) {
      const { free, typed } = changesOfOption(task, option, editing.textNow);
      if (option !== undefined && typed.length > 0) {
        setQuestion({ option, free, typed });
        return;
      }
      editing.choose(free);
      setMine({ id: option });
    },
    answer(replace) {
      if (question && replace !== undefined) {
        editing.choose(replace ? [...question.free, ...question.typed] : question.free);
        setMine({ id: question.option });
      }
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
        <input type="radio" name="option" checked={choice.id === undefined} onChange={() => choice.choose(undefined)} />
        <span>As proposed</span>
      </label>
      {options.map((option) => (
        <label className="choice" key={option.id}>
          <input type="radio" name="option" checked={choice.id === option.id} onChange={() => choice.choose(option.id)} />
          <AgentText text={option.label} />
        </label>
      ))}
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
