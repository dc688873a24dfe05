import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { ApiError, type Block, REVIEWER, type VersionedTask, client, inWords, takeTask } from "../api/client";
import { lookAgain, task as taskQuery, taskNow } from "../api/queries";
import { contentFrom, nameOf, originalOf, textFault, textOf } from "../content/blocks";
import { spelled } from "../parts/unseen";
import { useSessionEnded } from "../state/hooks";
import { type Draft, type Drafts, waits } from "../state/kept";
import { queries, kept } from "../state/stores";
import type { Changes } from "./choice";
import { withLineEnds } from "./lines";
import { Portions } from "./portions";
import { settle } from "./settle";

const DELAY = 800;

/** Whether the service refused the content of one block, so that the other blocks may still be saved. */
function isOfABlock({ status, code }: ApiError): boolean {
  return status === 400 || status === 413 || code === "BLOCK_NOT_EDITABLE";
}

export interface Editing {
  drafts: Drafts;
  phase: "idle" | "saving" | "failed";
  fault?: string;
  savedAt?: string;
  unsaved: boolean;
  /** Whether an option is chosen that is not saved yet. */
  chosen: boolean;
  /** The rendered text of a block. */
  textOf(block: Block): string;
  /** The current text of a block, which may be newer than the rendered one. */
  textNow(block: Block): string;
  edit(block: Block, text: string): void;
  /** Back to what the agent wrote. */
  revert(block: Block): void;
  keepMine(block: Block): void;
  takeTheirs(block: Block): void;
  discard(): void;
  /** Drops the drafts that are part of the decision, and those that an option set; the others stay here. */
  decided(): void;
  /** The text when the task was opened, or when it was last saved from here. */
  lastKnown(block: Block): string;
  /** Saves what was typed; with `all` also what an option set. Resolves to whether the service has it. */
  save(all?: boolean): Promise<boolean>;
  /** Shows what an option sets: looking at it saves nothing. */
  choose(changes: Changes): void;
}

/** @param owner the id of the person who types */
export function useDrafts(id: string, current: VersionedTask, owner: string): Editing {
  const [drafts, setDrafts] = useState<Drafts>(() => settle(kept.drafts(owner, id), current.task.blocks_working));
  const [phase, setPhase] = useState<Editing["phase"]>("idle");
  const [fault, setFault] = useState<string>();
  const [savedAt, setSavedAt] = useState<string>();
  const now = useRef(drafts);
  const known = useRef(new Map(current.task.blocks_working.map((block) => [block.id, textOf(block)])));
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const running = useRef<Promise<boolean>>(undefined);
  const portions = useRef(new Portions());
  const { title } = current.task;
  // A stable reference: effects that depend on it save when it changes.
  const key = useMemo(() => taskQuery(id).queryKey, [id]);

  const put = useCallback(
    (next: Drafts) => {
      now.current = next;
      kept.keepDrafts(owner, id, title, next);
      setDrafts(next);
    },
    [id, owner, title],
  );

  useEffect(() => {
    // Not with the rendered task: a save may have been answered since.
    put(settle(now.current, taskNow(id).task.blocks_working));
  }, [current.task.blocks_working, id, put]);

  const patch = useCallback(
    async (
      blocks: { id: string; content: Block["content"] }[],
      etag: string,
      own: (saved: VersionedTask) => void,
    ) => {
      const saved = await takeTask(
        client.PATCH("/review-tasks/{task_id}/blocks", {
          params: { path: { task_id: id }, header: { "If-Match": etag, [REVIEWER]: owner } },
          body: { blocks } as never,
          parseAs: "text",
        }) as never,
      );
      await queries.cancelQueries({ queryKey: key });
      own(saved);
      queries.setQueryData(key, saved);
      return saved;
    },
    [id, key, owner],
  );

  const saveOnce = useCallback(async (all: boolean): Promise<boolean> => {
    const open = all ? (draft: Draft) => !draft.saved : waits;
    let refusals = 0;
    portions.current.begin();
    while (refusals < 4) {
      const latest = taskNow(id);
      if (latest.task.status !== "PENDING") {
        return false;
      }
      // A response that is not rendered yet counts as well.
      put(settle(now.current, latest.task.blocks_working));
      const ready = latest.task.blocks_working.flatMap((block) => {
        const draft = now.current.get(block.id);
        return !draft || !open(draft) || draft.conflict || textFault(block, draft.text) ? [] : [{ block, text: draft.text }];
      });
      const portion = portions.current.next(ready.map(({ block }) => block.id));
      const sent = new Map(portion.map((each) => [each, now.current.get(each)?.text ?? ""]));
      const blocks = ready
        .filter(({ block }) => sent.has(block.id))
        .map(({ block, text }) => ({ id: block.id, content: contentFrom(block, text) }));
      if (blocks.length === 0) {
        const refused = portions.current.refusals();
        if (refused.size > 0) {
          const words = ready.map(({ block }) => `“${spelled(nameOf(block))}” was refused: ${refused.get(block.id)}`);
          setPhase("failed");
          setFault(words.join(" "));
          return false;
        }
        setPhase("idle");
        return ![...now.current.values()].some(open);
      }
      setPhase("saving");
      put(new Map([...now.current].map(([each, draft]) => [each, { ...draft, sent: sent.get(each) ?? draft.sent }])));
      try {
        await patch(blocks, latest.etag, (saved) => {
          const next = new Map(now.current);
          for (const block of saved.task.blocks_working) {
            const draft = next.get(block.id);
            if (draft && sent.has(block.id)) {
              const all = draft.text === sent.get(block.id);
              next.set(block.id, { base: textOf(block), text: draft.text, saved: all, offered: all ? undefined : draft.offered });
              known.current.set(block.id, textOf(block));
            }
          }
          put(next);
        });
        portions.current.saved(portion);
        setFault(undefined);
        setSavedAt(new Date().toISOString());
      } catch (refused) {
        if (refused instanceof ApiError && [412, 422].includes(refused.status)) {
          // Read the task again: blocks that nobody else touched are saved, the others are shown side by side.
          const fresh = await lookAgain(id).catch(() => latest);
          put(settle(now.current, fresh.task.blocks_working));
          if (refused.status === 412) {
            refusals += 1;
            continue;
          }
        }
        if (refused instanceof ApiError && isOfABlock(refused)) {
          portions.current.refuse(portion, inWords(refused));
          continue;
        }
        setPhase("failed");
        setFault(inWords(refused));
        return false;
      }
    }
    setPhase("failed");
    setFault("The task keeps changing. Your edits are kept here; try again in a moment.");
    return false;
  }, [id, key, patch, put]);

  const save = useCallback((all = false): Promise<boolean> => {
    clearTimeout(timer.current);
    const before = running.current ?? Promise.resolve(true);
    const next = before.then(() => saveOnce(all), () => saveOnce(all));
    running.current = next;
    return next;
  }, [saveOnce]);

  const ended = useSessionEnded();
  useEffect(() => {
    if (!ended) {
      // Signed in again: save what was kept.
      void save();
    }
  }, [ended, save]);

  const unsaved = [...drafts.values()].some(waits);
  const chosen = [...drafts.values()].some((draft) => draft.offered && !draft.saved);

  useEffect(() => {
    const online = () => void save();
    window.addEventListener("online", online);
    return () => {
      window.removeEventListener("online", online);
      void save().finally(() => kept.leave(owner, id));
    };
  }, [save, owner, id]);

  return useMemo<Editing>(() => {
    const savedText = ({ task }: VersionedTask, block: Block) =>
      textOf(task.blocks_working.find((each) => each.id === block.id) ?? block);
    const drawn = (block: Block) => savedText(current, block);
    const textNow = (block: Block) => now.current.get(block.id)?.text ?? drawn(block);
    const write = (block: Block, text: string) => {
      const draft = now.current.get(block.id);
      if (!draft && text === drawn(block)) {
        return;
      }
      // An edit begins with what the reviewer saw; whether it is saved depends on the last response, rendered or not.
      const { base = drawn(block), conflict, sent } = draft ?? {};
      const saved = text === savedText(taskNow(id), block);
      put(new Map(now.current).set(block.id, { base, text, saved, conflict, sent }));
      clearTimeout(timer.current);
      timer.current = setTimeout(() => void save(), DELAY);
    };
    const original = (block: Block) => textOf(originalOf(current.task, block.id) ?? block);
    return {
      drafts,
      phase,
      fault,
      savedAt,
      unsaved,
      chosen,
      textOf: (block) => drafts.get(block.id)?.text ?? drawn(block),
      textNow,
      edit(block, text) {
        const known: [string, ...string[]] = [textNow(block), drawn(block), original(block)];
        write(block, block.type === "json" ? text : withLineEnds(text, known));
      },
      revert: (block) => write(block, original(block)),
      keepMine(block) {
        const draft = now.current.get(block.id);
        if (draft) {
          put(new Map(now.current).set(block.id, { ...draft, base: drawn(block), conflict: undefined }));
          void save();
        }
      },
      takeTheirs(block) {
        put(new Map([...now.current].filter(([each]) => each !== block.id)));
      },
      discard() {
        put(new Map());
      },
      decided() {
        put(new Map([...now.current].filter(([, draft]) => waits(draft))));
      },
      lastKnown: (block) => known.current.get(block.id) ?? "",
      save,
      choose(changes) {
        const next = new Map(now.current);
        for (const { block, text } of changes) {
          const saved = savedText(taskNow(id), block);
          next.set(block.id, { base: saved, text, saved: text === saved, offered: true });
        }
        put(next);
      },
    };
  }, [drafts, phase, fault, savedAt, unsaved, chosen, current, put, save, id]);
}
