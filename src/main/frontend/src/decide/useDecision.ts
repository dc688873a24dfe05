import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useLayoutEffect, useRef, useState } from "react";
import { ApiError, type Filters, REVIEWER, type Task, type TaskItem, type User, type VersionedTask, client, inWords, takeTask } from "../api/client";
import { type TaskPages, diff, lookAgain, pendingCount, task as taskQuery, taskNow } from "../api/queries";
import { differs, nameOf, textFault, textOf } from "../content/blocks";
import type { Editing } from "../edit/drafts";
import { applyChange } from "../list/changes";
import { announce } from "../parts/announce";
import { isAnythingFolded } from "../parts/Clamp";
import { typedSince } from "../parts/keys";
import { outcomeWord } from "../parts/outcome";
import { decidedHere, kept, lost, queries } from "../state/stores";
import { type DecisionEvent, type Question, REVIEWING, decisionReducer } from "./decision";
import { frictionOf } from "./friction";

/** How long the dialog waits for the changes before it opens without them, in ms. */
const PATIENCE = 400;

/** How long a task must have been on the page before one key decides it, in ms: an earlier key was meant for another task. */
const LOOK_AT_LEAST = 400;

const CHANGED = "The task changed while you were deciding, so nothing was sent. Look at it again, then decide.";
const TOO_SOON = "Nothing was sent: this task has only just come up. Look at it, then approve.";
const TYPED_ON = "You typed on, so nothing was asked. Approve again when you are done.";
const NOT_SAVED = "Your edits are not saved yet, so nothing was sent.";
const DECIDED_BY_OTHER = "Somebody else decided first, so yours does not count.";
const NOT_RECORDED = "The service failed, and the decision was not recorded. Try again.";
const NOT_KNOWN =
  "The service does not answer, and whether the decision was recorded is not known. Try again: nothing is decided twice.";

export interface Deciding {
  /** The dialog that is open. */
  asking?: Question;
  busy: boolean;
  /** Why the last request went no further, or why the decision was not recorded. */
  obstacle?: string;
  /** Whether this reviewer decided it, on this page. */
  mine: boolean;
  outside: boolean;
  setOutside(done: boolean): void;
  /** @param always whether to open the dialog even if one key would do, because the task has not been looked at yet */
  ask(what: Question, always?: boolean): Promise<void>;
  close(): void;
  /** @param etag of the version that the reviewer has seen */
  approve(etag: string): void;
  deny(reason: string): void;
  /** The reason for a denial, as far as it is typed. */
  reason: string;
  setReason(reason: string): void;
  /** Remains on the task after the decision; it may be called before the response arrives. */
  stay(): void;
  staying: boolean;
}

/** A form field whose text is not a number: its block keeps the previous value. */
function invalidField(): HTMLElement | null {
  return document.querySelector<HTMLElement>('.form [aria-invalid="true"]');
}

/** Why a task cannot be approved as the page shows it. */
function obstacleTo(task: Task, editing: Editing, outside: boolean): string | undefined {
  if (task.interaction_schema?.type === "external" && !outside) {
    return "Tick that it is done outside first.";
  }
  if (invalidField()) {
    return "A number in a form is not complete. Correct it, then approve.";
  }
  const bad = task.blocks_working.find((block) => textFault(block, editing.textNow(block)));
  if (bad) {
    return `“${nameOf(bad)}” is not valid JSON. Fix the errors, then approve.`;
  }
  if (task.blocks_working.some((block) => editing.drafts.get(block.id)?.conflict)) {
    return "Somebody else changed what you have edited. Choose whose words stay, then approve.";
  }
  return undefined;
}

/** The task as its list shows it. */
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

/** The state of the decision. It can be read between two renderings: keys may come faster than the page is drawn. */
function useDecisionState() {
  const [state, draw] = useState(REVIEWING);
  const latest = useRef(state);
  const dispatch = useCallback((event: DecisionEvent): boolean => {
    const next = decisionReducer(latest.current, event);
    const moved = next !== latest.current;
    latest.current = next;
    draw(next);
    return moved;
  }, []);
  return { state, now: () => latest.current, dispatch };
}

/** Why a decision came to nothing, if it did. */
function failureIn(event: DecisionEvent): string | undefined {
  switch (event.type) {
    case "hindered":
      return event.obstacle ?? DECIDED_BY_OTHER;
    case "refused":
    case "outdated":
      return event.obstacle;
    case "decided":
      return event.mine ? undefined : DECIDED_BY_OTHER;
    default:
      return undefined;
  }
}

/** Keeps what became of a decision for the next page, where the reviewer has left this one meanwhile. */
function useKeptIfLeft({ id, title }: Task, user: User) {
  const here = useRef(false);
  useEffect(() => {
    here.current = true;
    lost.drop(user.id, id);
    return () => {
      here.current = false;
    };
  }, [id, user.id]);
  return (event: DecisionEvent) => {
    const why = failureIn(event);
    if (!here.current && why) {
      lost.add({ user: user.id, task: id, title, why });
    }
  };
}

/** @param user the reviewer */
export function useDecision(
  { task }: VersionedTask,
  editing: Editing,
  optionId: string | undefined,
  user: User,
): Deciding {
  const { state, now, dispatch: move } = useDecisionState();
  const keepIfLeft = useKeptIfLeft(task, user);
  const dispatch = (event: DecisionEvent): boolean => {
    keepIfLeft(event);
    return move(event);
  };
  const [outside, setOutside] = useState(false);
  const [reason, setReason] = useState(() => kept.reason(user.id, task.id));
  const record = useRecording(task.id, editing, user);
  const openedAt = useRef(0);
  // In a layout effect, so that no key arrives before it.
  useLayoutEffect(() => {
    openedAt.current = performance.now();
  }, [optionId]);

  const send = useMutation({
    mutationFn: ({ etag, reason }: Sent) =>
      takeTask(
        client.POST("/review-tasks/{task_id}/decision", {
          params: { path: { task_id: task.id }, header: { "If-Match": etag, [REVIEWER]: user.id } },
          body: reason === undefined ? { decision: "APPROVE", option_id: optionId } : { decision: "DENY", reason },
          parseAs: "text",
        }) as never,
      ),
    onSuccess: (decided) => {
      dispatch({ type: "decided", mine: true });
      record(decided);
    },
    onError: async (refused) => dispatch(await afterFailure(refused, task.id, user)),
  });

  /** Sends once, however often the button is pressed. */
  function sendOnce(decision: Sent) {
    if (dispatch({ type: "sent" })) {
      send.mutate(decision);
    }
  }

  async function ask(what: Question, always = false) {
    if (task.status !== "PENDING" || now().at !== "reviewing") {
      return;
    }
    const byOneKey = what === "approve" && !always && frictionOf(task) === "none" && !isAnythingFolded();
    if (byOneKey && performance.now() - openedAt.current < LOOK_AT_LEAST) {
      // A key pressed on and on is meant for no task in particular: it takes a pause first.
      openedAt.current = performance.now();
      dispatch({ type: "hindered", obstacle: TOO_SOON });
    } else if (what === "deny") {
      dispatch({ type: "denialAsked" });
    } else {
      await askForApproval(byOneKey);
    }
  }

  async function askForApproval(byOneKey: boolean) {
    const obstacle = obstacleTo(task, editing, outside);
    if (obstacle) {
      dispatch({ type: "hindered", obstacle });
      (document.getElementById("done-outside") ?? invalidField())?.focus();
      return;
    }
    const askedAt = performance.now();
    const changedByOthers = task.blocks_working.some(
      (block) => !editing.drafts.has(block.id) && differs(block, textOf(block), editing.lastKnown(block)),
    );
    const seen = new Map(task.blocks_working.map((block) => [block.id, editing.textNow(block)]));
    dispatch({ type: "approvalAsked" });
    const isSaved = await editing.save(true);
    const current = taskNow(task.id);
    if (!isSaved) {
      dispatch({ type: "hindered", obstacle: current.task.status === "PENDING" ? NOT_SAVED : undefined });
    } else if (!byOneKey || changedByOthers) {
      dispatch({ type: "saved" });
      await Promise.race([queries.prefetchQuery(diff(task.id, current.etag)), later(PATIENCE)]);
      dispatch(typedSince(askedAt) ? { type: "hindered", obstacle: TYPED_ON } : { type: "loaded" });
    } else if (current.task.blocks_working.some((block) => differs(block, textOf(block), seen.get(block.id) ?? ""))) {
      dispatch({ type: "hindered", obstacle: CHANGED });
    } else {
      sendOnce({ etag: current.etag });
    }
  }

  return {
    asking: "question" in state ? state.question : undefined,
    busy: state.at === "sending",
    obstacle: "obstacle" in state ? state.obstacle : undefined,
    mine: state.at === "decided" && state.mine,
    outside,
    setOutside,
    ask,
    close: () => void dispatch({ type: "dialogClosed" }),
    approve: (etag) => sendOnce({ etag }),
    deny: (reason) => sendOnce({ etag: taskNow(task.id).etag, reason }),
    reason,
    setReason(next) {
      setReason(next);
      kept.keepReason(user.id, task.id, next);
    },
    stay: () => void dispatch({ type: "stayAsked" }),
    staying: state.staying,
  };
}

/** A decision to send: an approval, or a denial if there is a reason. */
interface Sent {
  etag: string;
  reason?: string;
}

/** Puts a recorded decision into everything that the page holds of the task. */
function useRecording(id: string, editing: Editing, user: User) {
  const cache = useQueryClient();
  return (decided: VersionedTask) => {
    decidedHere.add(id);
    lost.drop(user.id, id);
    kept.keepReason(user.id, id, "");
    kept.keepOption(user.id, id, undefined);
    editing.decided();
    const { queryKey } = taskQuery(id);
    void cache.cancelQueries({ queryKey });
    cache.setQueryData(queryKey, decided);
    for (const [each, pages] of cache.getQueriesData<TaskPages>({ queryKey: ["tasks"] })) {
      const after = pages && applyChange(pages, { kind: "decided", item: itemOf(decided.task) }, each[1] as Filters);
      if (after) {
        cache.setQueryData(each, after);
      }
    }
    void cache.invalidateQueries({ queryKey: pendingCount.queryKey });
    announce(decided.task.decision ? outcomeWord(decided.task.decision.type) : "");
  };
}

/** What became of a decision whose request failed. */
async function afterFailure(failure: unknown, id: string, user: User): Promise<DecisionEvent> {
  const status = failure instanceof ApiError ? failure.status : 0;
  if (status >= 400 && status < 500 && ![412, 422].includes(status)) {
    return { type: "refused", obstacle: `Not sent. ${inWords(failure)}` };
  }
  // The decision may have been recorded and its response lost: only the task itself can tell.
  const current = await lookAgain(id).catch(() => undefined);
  if (current && current.task.status !== "PENDING") {
    return { type: "decided", mine: current.task.decision?.decided_by === user.email };
  }
  if (status === 412) {
    return { type: "outdated", obstacle: CHANGED };
  }
  return { type: "refused", obstacle: current ? NOT_RECORDED : NOT_KNOWN };
}

function later(milliseconds: number): Promise<void> {
  return new Promise((done) => setTimeout(done, milliseconds));
}
