import { useQuery } from "@tanstack/react-query";
import { useEffect, useMemo, useRef, useState } from "react";
import { useLocation, useSearch } from "wouter";
import type { Task, User, VersionedTask } from "../api/client";
import { task as taskQuery } from "../api/queries";
import { type ChangedBlock, differs, originalOf, textOf } from "../content/blocks";
import { Approve } from "../decide/Approve";
import { DecisionBar } from "../decide/DecisionBar";
import { Deny } from "../decide/Deny";
import { External } from "../decide/External";
import { type Deciding, useDecision } from "../decide/useDecision";
import { overtaken } from "../description/description";
import { Changes, useShownChanges } from "../diff/Changes";
import { BlockView } from "../edit/BlockView";
import { type Editing, useDrafts } from "../edit/drafts";
import { Options, useChoice } from "../edit/Options";
import { Unsent } from "../edit/Unsent";
import { walk } from "../list/walk";
import { useKeys } from "../parts/keys";
import { Failure } from "../parts/States";
import { useTitle } from "../parts/title";
import { spelled } from "../parts/unseen";
import { JustDecided } from "../queue/JustDecided";
import { waits } from "../state/kept";
import { ChangesLine, type View } from "./ChangesLine";
import { Decided } from "./Decided";
import { Details } from "./Details";
import { Guidance } from "./Guidance";
import { Headline } from "./Headline";
import { Intent } from "./Intent";
import { Outcome } from "./Outcome";
import { usePlace } from "./place";
import { Trail } from "./Trail";

export function TaskPage({ id, user }: { id: string; user: User }) {
  const query = useQuery({
    ...taskQuery(id),
    refetchInterval: ({ state }) => untilDelivered(state.data?.task),
  });
  useTitle(query.data && spelled(query.data.task.title));
  if (query.isPending) {
    return (
      <div className="page task-page" aria-busy="true">
        <div className="skeleton" style={{ height: 72, margin: 24 }} />
        <div className="skeleton" style={{ height: 240, margin: 24 }} />
      </div>
    );
  }
  if (!query.data) {
    return (
      <div className="page">
        <Failure heading="h1" fault={query.error} again={() => void query.refetch()} />
      </div>
    );
  }
  return <Review key={id} current={query.data} user={user} />;
}

/** How long to wait before a decided task is read again while its delivery is open, in ms. */
function untilDelivered(task: Task | undefined): number | false {
  const open = task?.dispatch && ["NOT_SENT", "IN_PROGRESS"].includes(task.dispatch.last_delivery_status);
  if (!task?.decision || !open || task.status === "ARCHIVED") {
    return false;
  }
  return Date.now() - Date.parse(task.decision.decided_at) < 60_000 ? 2000 : 15_000;
}

function Review({ current, user }: { current: VersionedTask; user: User }) {
  const { task } = current;
  const pending = task.status === "PENDING";
  const editing = useDrafts(task.id, current, user.id);
  const choice = useChoice(task, editing, user.id);
  const deciding = useDecision(current, editing, choice.id, user);
  const place = usePlace(task.id, pending);
  const [view, setView] = useState<View>("texts");
  // The service's diff does not include an option that is not saved yet.
  const shownView = view === "changes" && editing.chosen ? "compare" : view;
  const shown = useShownChanges(current, shownView === "changes");
  const blocks = pending ? task.blocks_working : (task.blocks_final ?? task.blocks_working);
  const changed = useChanged(task, editing);
  const untrue = useMemo(() => overtaken(task, changed), [task, changed]);
  const unsent = pending ? [] : [...editing.drafts].filter(([, draft]) => waits(draft));
  useWish(task, deciding);
  useTaskKeys(place, deciding, () => setView((now) => (now !== "texts" ? "texts" : pending ? "compare" : "changes")));

  function show(next: View) {
    if (next === "changes" && pending) {
      void editing.save();
    }
    setView(next);
  }

  return (
    <div className="page task-page">
      <Trail place={place} />
      <JustDecided />
      <div className="columns">
        <div className="left">
          <Headline task={task} edited={pending && changed.length > 0} overtaken={untrue} />
          <Outcome
            task={task}
            byOther={!deciding.mine && task.decision?.decided_by !== user.email}
            unsent={unsent.length > 0}
          />
          <Guidance guidance={task.interaction_schema?.guidance} />
          {unsent.length > 0 && <Unsent unsent={unsent} task={task} onDiscard={() => editing.discard()} />}
          {shownView === "changes" ? (
            <>
              {editing.unsaved && <p className="quiet">Your last edits are not saved yet, and not in this.</p>}
              <Changes shown={shown} heading="h2" />
            </>
          ) : (
            blocks.map((block) => (
              <BlockView
                key={block.id}
                block={block}
                task={task}
                editing={editing}
                locked={!pending}
                compareAll={shownView === "compare"}
              />
            ))
          )}
        </div>
        <aside className="right" aria-label="Decision">
          <Intent task={task} overtaken={untrue} />
          {pending && (
            <>
              <Options task={task} choice={choice} />
              <External task={task} done={deciding.outside} onDone={deciding.setOutside} />
            </>
          )}
          <ChangesLine changed={changed} comparable={pending} view={shownView} onView={show} />
          {pending ? (
            <DecisionBar task={task} deciding={deciding} editing={editing} overtaken={untrue} />
          ) : (
            <Decided
              task={task}
              user={user}
              leaving={deciding.mine && !deciding.staying}
              afterwards={place.afterwards}
              onStay={deciding.stay}
            />
          )}
          <Details task={task} user={user} />
        </aside>
      </div>
      {deciding.asking === "approve" && (
        <Approve
          current={current}
          edited={changed.length > 0}
          overtaken={untrue}
          option={choice.label}
          busy={deciding.busy}
          fault={deciding.obstacle}
          onClose={deciding.close}
          onApprove={deciding.approve}
        />
      )}
      {deciding.asking === "deny" && (
        <Deny
          task={task}
          busy={deciding.busy}
          fault={deciding.obstacle}
          reason={deciding.reason}
          onReason={deciding.setReason}
          onClose={deciding.close}
          onDeny={deciding.deny}
        />
      )}
    </div>
  );
}

/** The blocks that differ from what the agent wrote. */
function useChanged(task: Task, editing: Editing): ChangedBlock[] {
  return useMemo(() => {
    const pending = task.status === "PENDING";
    return (task.blocks_final ?? task.blocks_working).flatMap((block) => {
      const original = textOf(originalOf(task, block.id) ?? block);
      const text = pending ? editing.textOf(block) : textOf(block);
      return differs(block, original, text) ? [{ block, original, text }] : [];
    });
  }, [task, editing]);
}

/** Performs what a key on the task's row in the queue requested. */
function useWish(task: Task, deciding: Deciding) {
  const [, navigate] = useLocation();
  const wish = new URLSearchParams(useSearch()).get("do");
  const heard = useRef(false);
  useEffect(() => {
    if (!wish || heard.current) {
      return;
    }
    heard.current = true;
    navigate(`/tasks/${task.id}`, { replace: true });
    if (wish === "deny" || wish === "approve") {
      void deciding.ask(wish, true);
    }
  }, [wish, navigate, task, deciding]);
}

function useTaskKeys(place: ReturnType<typeof usePlace>, deciding: Deciding, onCompare: () => void) {
  const [, navigate] = useLocation();
  useKeys({
    j: () => place.go(place.next),
    k: () => place.go(place.previous),
    u: () => navigate(walk.address()),
    e: focusEditor,
    d: onCompare,
    a: () => void deciding.ask("approve"),
    x: () => void deciding.ask("deny"),
    Escape: deciding.stay,
  });
}

function focusEditor() {
  const host = document.querySelector<HTMLElement>("[data-editor]");
  const inside = host?.shadowRoot?.querySelector<HTMLElement>("[contenteditable=true]") ?? host;
  inside?.focus();
  host?.scrollIntoView({ block: "nearest" });
}
