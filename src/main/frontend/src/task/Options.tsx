import { useState } from "react";
import type { Task } from "../api/client";
import { AgentText } from "../parts/AgentText";
import { Icon } from "../parts/Icon";
import { differs, nameOf, originalOf, textOf } from "./blocks";
import type { Editing } from "./drafts";
import { standingOption } from "./choice";

export interface Choice {
  id?: string;
  label?: string;
  choose(option: string | undefined): Promise<void>;
}

/** The option that is chosen; it stays what it was where the service does not take another. */
export function useChoice(task: Task, editing: Editing): Choice {
  const [id, setId] = useState<string | undefined>(() => standingOption(task));
  return {
    id,
    label: task.interaction_schema?.options?.find((each) => each.id === id)?.label,
    async choose(option) {
      setId(option);
      try {
        await editing.choose(option, id);
      } catch {
        setId(id);
      }
    },
  };
}

export function Options({ task, choice }: { task: Task; choice: Choice }) {
  const [busy, setBusy] = useState(false);
  const options = task.interaction_schema?.options ?? [];
  if (options.length === 0) {
    return null;
  }
  const set = options.find((each) => each.id === choice.id);
  const stuck = task.blocks_working.filter(
    (block) =>
      !block.editable &&
      differs(block, textOf(originalOf(task, block.id) ?? block), textOf(block)) &&
      !set?.patches?.some((patch) => patch.block_id === block.id),
  );
  async function choose(option: string | undefined) {
    setBusy(true);
    await choice.choose(option);
    setBusy(false);
  }
  return (
    <fieldset className="options" disabled={busy}>
      <legend>Options</legend>
      <label className="choice">
        <input type="radio" name="option" checked={choice.id === undefined} onChange={() => void choose(undefined)} />
        <span>As proposed</span>
      </label>
      {options.map((option) => (
        <label className="choice" key={option.id}>
          <input type="radio" name="option" checked={choice.id === option.id} onChange={() => void choose(option.id)} />
          <AgentText text={option.label} />
        </label>
      ))}
      {stuck.map((block) => (
        <p key={block.id} className="warning">
          <Icon name="warn" />“
          <AgentText text={nameOf(block)} />” stays as an option has set it: it is read-only.
        </p>
      ))}
    </fieldset>
  );
}
