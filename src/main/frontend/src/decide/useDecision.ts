import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useLayoutEffect, useRef, useState } from "react";
import { ApiError, client, type Filters, inWords, REVIEWER, takeTask, type Task, type TaskItem, type User, type VersionedTask } from "../api/client";
import { type TaskPages, diff, lookAgain, pendingCount, task as taskQuery, taskNow } from "../api/queries";
import { differs, nameOf, textFault, textOf } from "../content/blocks";
import type { Editing } from "../edit/drafts";
import { applyChange } from "../list/changes";
import { announce } from "../parts/announce";
import { isAnythingFolded } from "../parts/Clamp";
import { typedSince } from "../parts/keys";
import { decidedHere, queries, kept } from "../state/stores";
import { frictionOf } from "./friction";

/** So long the changes may take to come before the dialog opens without them. */
const PATIENCE = 400;

/** So long a task must have been on the page before one key decides it: an earlier one was meant for another. */
const LOOK_AT_LEAST = 400;

const CHANGED = "The task changed while you were deciding, so nothing was sent. Look at it again, then decide.";

const TOO_SOON = "Nothing was sent: this task has only just come up. Look at it, then approve.";
const TYPED_ON = "You typed on, so nothing was asked. Approve again when you are done.";

export type Asking = "approve" | "deny" | undefined;

export interface Deciding {
  asking: Asking;
  busy: boolean;
  /** Why there is nothing to ask or to send yet, or why nothing came of what was sent. */
  obstacle?: string;
  /** Whether it was decided here, by this reviewer. */
  mine: boolean;
  outside: boolean;
  setOutside(done: boolean): void;
  /** @param always whether to ask also where one key would do, since the task has not been looked at yet */
  ask(what: "approve" | "deny", always?: boolean): Promise<void>;
  close(): void;
  /** @param etag of the version that the reviewer has seen */
  approve(etag: string): void;
  deny(reason: string): void;
  /** The reason for a denial as far as it is typed. */
  reason: string;
  setReason(reason: string): void;
  /** Leaves the decided task open; it may be said before the answer has come. */
  stay(): void;
  staying: boolean;
}

/** A field of a form whose text is no number, so that the block keeps what it said before. */
function invalidField(): HTMLElement | null {
  return document.querySelector<HTMLElement>('.form [aria-invalid="true"]');
}

/** Why a task cannot be approved as it stands on the page. */
function obstacleTo(task: Task, editing: Editing, outside: boolean): string | undefined {
  if (task.interaction_schema?.type === "external" && !outside) {
    return "Tick that it is done outside first.";
  }
  if (invalidField()) {
    return "A number in a form is not complete. Correct it, then approve.";
  }
  const bad = task.blocks_working.find((block) => textFault(block, editing.textNow(block)));
  if (bad) {
    return `“${nameOf(bad)}” is not valid JSON. Mend it, then approve.`;
  }
  if (task.blocks_working.some((block) => editing.drafts.get(block.id)?.conflict)) {
    return "Somebody else changed what you have edited. Choose whose words stay, then approve.";
  }
  return undefined;
}

/** The task as its list shows it from now on. */
function itemOf(task: Task): TaskItem {
  const {
    blocks_original: _original,
    blocks_working: working,
    blocks_final: _final,
    diff: changes,
    metadata: _metadata,
    ...item
  } = task;
  return { ...item, block_count: working.length, has_changes: Boolean(Object.keys(changes ?? {}).length) };
}

/** @param user the reviewer */
export function useDecision(
  { task }: VersionedTask,
  editing: Editing,
  optionId: string | undefined,
  user: User,
): Deciding {
  const cache = useQueryClient();
  const [asking, setAsking] = useState<Asking>();
  const [outside, setOutside] = useState(false);
  const [obstacle, setObstacle] = useState<string>();
  const [mine, setMine] = useState(false);
  const [staying, setStaying] = useState(false);
  const [reason, setReason] = useState(() => kept.reason(user.id, task.id));
  const approving = useRef(false);
  const sending = useRef(false);
  const openedAt = useRef(0);
  // With the drawing: a later effect would let a key through that comes before it.
  useLayoutEffect(() => {
    openedAt.current = performance.now();
  }, [optionId]);
  const key = taskQuery(task.id).queryKey;

  const send = useMutation({
    mutationFn: ({ etag, reason }: { etag: string; reason?: string }) =>
      takeTask(
        client.POST("/review-tasks/{task_id}/decision", {
          params: { path: { task_id: task.id }, header: { "If-Match": etag, [REVIEWER]: user.id } },
          body: reason === undefined ? { decision: "APPROVE", option_id: optionId } : { decision: "DENY", reason },
          parseAs: "text",
        }) as never,
      ),
    onSettled: () => {
      sending.current = false;
    },
    onSuccess: (decided) => {
      decidedHere.add(task.id);
      kept.keepReason(user.id, task.id, "");
      setAsking(undefined);
      setMine(true);
      kept.keepOption(user.id, task.id, undefined);
      editing.decided();
      void cache.cancelQueries({ queryKey: key });
      cache.setQueryData(key, decided);
      for (const [each, pages] of cache.getQueriesData<TaskPages>({ queryKey: ["tasks"] })) {
        const after = pages && applyChange(pages, { kind: "decided", item: itemOf(decided.task) }, each[1] as Filters);
        if (after) {
          cache.setQueryData(each, after);
        }
      }
      void cache.invalidateQueries({ queryKey: pendingCount.queryKey });
      announce(decided.task.decision?.type === "DENY" ? "Denied" : "Approved");
    },
    onError: async (refused) => {
      const status = refused instanceof ApiError ? refused.status : 0;
      if (status >= 400 && status < 500 && ![412, 422].includes(status)) {
        setObstacle(`Not sent. ${inWords(refused)}`);
        return;
      }
      // The answer may have been lost behind a decision that was recorded: only the task itself can tell.
      const stands = await lookAgain(task.id).catch(() => undefined);
      if (stands && stands.task.status !== "PENDING") {
        setAsking(undefined);
        setMine(stands.task.decision?.decided_by === user.email);
      } else if (status === 412) {
        setAsking(undefined);
        setObstacle(CHANGED);
      } else if (stands) {
        setObstacle("The service failed, and the decision was not recorded. Try again.");
      } else {
        setObstacle(
          "The service does not answer, and whether the decision was recorded is not known. Try again: nothing is decided twice.",
        );
      }
    },
  });

  /** Gives the version that was saved, or nothing where something stands in the way. */
  async function save(): Promise<VersionedTask | undefined> {
    approving.current = true;
    const saved = await editing.save(true);
    approving.current = false;
    const now = taskNow(task.id);
    if (!saved) {
      if (now.task.status === "PENDING") {
        setObstacle("Your edits are not saved yet, so nothing was sent.");
      }
      return undefined;
    }
    return now;
  }

  /** Once, however fast the button is pressed again. */
  function sendOnce(decision: { etag: string; reason?: string }) {
    if (!sending.current) {
      sending.current = true;
      send.mutate(decision);
    }
  }

  async function ask(what: "approve" | "deny", always = false) {
    if (task.status !== "PENDING" || asking || send.isPending || approving.current) {
      return;
    }
    const byOneKey = what === "approve" && !always && frictionOf(task) === "none" && !isAnythingFolded();
    if (byOneKey && performance.now() - openedAt.current < LOOK_AT_LEAST) {
      // Who taps on and on means no task in particular: it takes a pause first.
      openedAt.current = performance.now();
      setObstacle(TOO_SOON);
      return;
    }
    setObstacle(undefined);
    setStaying(false);
    if (what === "deny") {
      setAsking("deny");
      return;
    }
    const found = obstacleTo(task, editing, outside);
    if (found) {
      setObstacle(found);
      (document.getElementById("done-outside") ?? invalidField())?.focus();
      return;
    }
    const asked = performance.now();
    const changedByOthers = task.blocks_working.some(
      (block) => !editing.drafts.has(block.id) && differs(block, textOf(block), editing.lastKnown(block)),
    );
    const seen = new Map(task.blocks_working.map((block) => [block.id, editing.textNow(block)]));
    const now = await save();
    if (!now) {
      return;
    }
    if (!byOneKey || changedByOthers) {
      approving.current = true;
      await Promise.race([queries.prefetchQuery(diff(task.id, now.etag)), later(PATIENCE)]);
      approving.current = false;
      if (typedSince(asked)) {
        setObstacle(TYPED_ON);
      } else {
        setAsking((standing) => standing ?? "approve");
      }
    } else if (now.task.blocks_working.some((block) => differs(block, textOf(block), seen.get(block.id) ?? ""))) {
      setObstacle(CHANGED);
    } else {
      sendOnce({ etag: now.etag });
    }
  }

  return {
    asking,
    busy: send.isPending,
    obstacle,
    mine,
    outside,
    setOutside,
    ask,
    close: () => setAsking(undefined),
    approve: (etag) => sendOnce({ etag }),
    deny: (reason) => sendOnce({ etag: taskNow(task.id).etag, reason }),
    reason,
    setReason(next) {
      setReason(next);
      kept.keepReason(user.id, task.id, next);
    },
    stay: () => setStaying((now) => now || mine || sending.current || approving.current),
    staying,
  };
}

function later(milliseconds: number): Promise<void> {
  return new Promise((done) => setTimeout(done, milliseconds));
}
