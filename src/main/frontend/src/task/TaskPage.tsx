import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useEffect, useMemo, useRef, useState } from "react";
import { Link, useLocation, useSearch } from "wouter";
import {
  ApiError,
  type Task,
  type TaskItem,
  type User,
  type VersionedTask,
  client,
  takeTask,
} from "../api/client";
import { useTitle } from "../api/follow";
import { isNumber, print } from "../api/json";
import { type TaskPages, pendingCount, queries, task as taskQuery } from "../api/queries";
import { announce } from "../parts/announce";
import { Copy } from "../parts/Copy";
import { Icon } from "../parts/Icon";
import { useKeys } from "../parts/keys";
import { Risk } from "../parts/Risk";
import { Failure } from "../parts/States";
import { Ago } from "../parts/time";
import { applyChange } from "../queue/changes";
import type { Filters } from "../queue/filters";
import { neighbours, walk } from "../queue/walk";
import { Flow, StatusTag } from "../queue/Words";
import { BlockView } from "./BlockView";
import { differs, frictionOf, nameOf, originalOf, textFault, textOf } from "./blocks";
import { Approve, type ChangedBlock, Changes, Deny, Warnings } from "./Decide";
import { Delivery } from "./Delivery";
import { type Editing, standingOption, useDrafts } from "./drafts";
import { useLineCounts } from "./Editors";

const NEXT_AFTER = 2500;

export function TaskPage({ id, user }: { id: string; user: User }) {
  const query = useQuery({
    ...taskQuery(id),
    refetchInterval: ({ state }) => {
      const task = state.data?.task;
      const open = task?.dispatch && ["NOT_SENT", "IN_PROGRESS"].includes(task.dispatch.last_delivery_status);
      if (!task?.decision || !open || task.status === "ARCHIVED") {
        return false;
      }
      return Date.now() - Date.parse(task.decision.decided_at) < 60_000 ? 2000 : 15_000;
    },
  });
  useTitle(query.data?.task.title);
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
        <Failure fault={query.error} again={() => void query.refetch()} />
      </div>
    );
  }
  return <Loaded key={id} current={query.data} user={user} />;
}

type Asking = "approve" | "deny" | undefined;

function itemOf(task: Task): TaskItem {
  const {
    blocks_original: _original,
    blocks_working: working,
    blocks_final: _final,
    diff: _diff,
    metadata: _metadata,
    ...item
  } = task;
  return { ...item, block_count: working.length, has_changes: Boolean(Object.keys(task.diff ?? {}).length) };
}

function Loaded({ current, user }: { current: VersionedTask; user: User }) {
  const { task } = current;
  const pending = task.status === "PENDING";
  const [, navigate] = useLocation();
  const search = useSearch();
  const cache = useQueryClient();
  const editing = useDrafts(task.id, current);
  const [compareAll, setCompareAll] = useState(false);
  const [asking, setAsking] = useState<Asking>();
  const [outside, setOutside] = useState(false);
  const [obstacle, setObstacle] = useState<string>();
  const [mine, setMine] = useState(false);
  const [staying, setStaying] = useState(false);
  const approving = useRef(false);
  const [chosen, setChosen] = useState<string | undefined>(() => standingOption(task));
  const list = useWalk(task.id);
  const place = useRef(0);
  const here = neighbours(list.ids, task.id, place.current);
  if (here.at >= 0) {
    place.current = here.at;
  }
  const next = useRef(here.next ?? here.previous);
  if (pending) {
    next.current = here.next ?? here.previous;
  }
  const title = useRef<HTMLHeadingElement>(null);
  useEffect(() => title.current?.focus({ preventScroll: true }), []);

  const blocks = pending ? task.blocks_working : (task.blocks_final ?? task.blocks_working);
  const changed = useMemo<ChangedBlock[]>(
    () =>
      blocks.flatMap((block) => {
        const original = textOf(originalOf(task, block.id) ?? block);
        const text = pending ? editing.textOf(block) : textOf(block);
        return differs(block, original, text) ? [{ block, original, text }] : [];
      }),
    [blocks, task, pending, editing],
  );
  const unsent = !pending ? Object.entries(editing.drafts).filter(([, draft]) => !draft.saved) : [];

  const decide = useMutation({
    mutationFn: async (reason: string | undefined) => {
      const now = queries.getQueryData(taskQuery(task.id).queryKey) as VersionedTask;
      return takeTask(
        client.POST("/review-tasks/{task_id}/decision", {
          params: { path: { task_id: task.id }, header: { "If-Match": now.etag } },
          body: { decision: reason === undefined ? "APPROVE" : "DENY", reason, option_id: chosen },
          parseAs: "text",
        }) as never,
      );
    },
    onSuccess: (decided) => {
      setAsking(undefined);
      setMine(true);
      editing.discard();
      void cache.cancelQueries({ queryKey: taskQuery(task.id).queryKey });
      cache.setQueryData(taskQuery(task.id).queryKey, decided);
      for (const [key, pages] of cache.getQueriesData<TaskPages>({ queryKey: ["tasks"] })) {
        const after = pages && applyChange(pages, { kind: "decided", item: itemOf(decided.task) }, key[1] as Filters);
        if (after) {
          cache.setQueryData(key, after);
        }
      }
      void cache.invalidateQueries({ queryKey: pendingCount.queryKey });
      announce(decided.task.decision?.type === "DENY" ? "Denied" : "Approved");
    },
    onError: async (refused) => {
      if (refused instanceof ApiError && [412, 422].includes(refused.status)) {
        setAsking(undefined);
        await cache.fetchQuery({ ...taskQuery(task.id), staleTime: 0 });
        if (refused.status === 412) {
          setObstacle("The task changed while you were deciding, so nothing was sent. Look at it again, then decide.");
        }
      }
    },
  });

  async function ask(what: "approve" | "deny") {
    if (!pending || asking || decide.isPending) {
      return;
    }
    setObstacle(undefined);
    setStaying(false);
    decide.reset();
    if (what === "approve") {
      if (task.interaction_schema?.type === "external" && !outside) {
        setObstacle("Tick that it is done outside first.");
        document.getElementById("done-outside")?.focus();
        return;
      }
      const bad = blocks.find((block) => textFault(block, editing.textOf(block)));
      if (bad) {
        setObstacle(`“${nameOf(bad)}” is not valid JSON. Mend it, then approve.`);
        return;
      }
      if (blocks.some((block) => editing.drafts[block.id]?.conflict)) {
        setObstacle("Somebody else changed what you have edited. Choose whose words stay, then approve.");
        return;
      }
      approving.current = true;
      const saved = await editing.save();
      approving.current = false;
      if (!saved) {
        const stands = queries.getQueryData(taskQuery(task.id).queryKey) as VersionedTask;
        if (stands.task.status === "PENDING") {
          setObstacle("Your edits are not saved yet, so nothing was sent.");
        }
        return;
      }
      if (frictionOf(task) === "none") {
        decide.mutate(undefined);
        return;
      }
    }
    setAsking(what);
  }

  const asked = useRef(false);
  useEffect(() => {
    const wish = new URLSearchParams(search).get("do");
    if (wish && !asked.current) {
      asked.current = true;
      navigate(`/tasks/${task.id}`, { replace: true });
      if (wish === "deny") {
        setAsking(pending ? "deny" : undefined);
      } else if (pending && frictionOf(task) !== "none" && task.interaction_schema?.type !== "external") {
        setAsking("approve");
      }
    }
  }, [search, navigate, task, pending]);

  const go = (to: string | undefined) => to && navigate(`/tasks/${to}`);
  useKeys({
    j: () => go(here.next),
    k: () => go(here.previous),
    u: () => navigate(walk.address()),
    e: () => focusEditor(),
    d: () => setCompareAll((on) => !on),
    a: () => void ask("approve"),
    x: () => void ask("deny"),
    // Also before the answer has come: whoever wants to stay stays.
    Escape: () => setStaying((now) => now || mine || decide.isPending || approving.current),
  });

  const other = task.decision && !mine && task.decision.decided_by !== user.email;
  return (
    <div className="page task-page">
      <div className="trail">
        <Link href={walk.address()} className="back">
          <Icon name="back" />
          {walk.address().startsWith("/archive") ? "Archive" : "Queue"}
        </Link>
        <span className="quiet small">
          {here.at >= 0 && `${(here.at + 1).toLocaleString()} of ${list.total.toLocaleString()}`}
        </span>
        <span className="space" />
        <button type="button" className="button plain" disabled={!here.next} onClick={() => go(here.next)}>
          <kbd>j</kbd> next
        </button>
        <button type="button" className="button plain" disabled={!here.previous} onClick={() => go(here.previous)}>
          <kbd>k</kbd> previous
        </button>
      </div>
      <div className="columns">
        <div className="left">
          <header className={`headline risk-${task.risk_level}`}>
            <div className="line">
              <Risk level={task.risk_level} />
              <StatusTag item={task} />
              {task.priority === "HIGH" && <span className="tag strong">Urgent</span>}
              {pending && changed.length > 0 && <span className="tag edited">edited</span>}
            </div>
            <h1 ref={title} tabIndex={-1}>
              <bdi>{task.title}</bdi>
            </h1>
            <p className="quiet about">
              <bdi>{task.source_name}</bdi> ·{" "}
              {(task.service || task.source_service || task.action) && (
                <>
                  <Flow item={task} /> ·{" "}
                </>
              )}
              <Ago at={task.created_at} />
            </p>
          </header>
          {other && (
            <div className="note warn" role="status">
              <Icon name="info" />
              <p className="body">
                <bdi>{task.decision?.decided_by}</bdi> {task.decision?.type === "DENY" ? "denied" : "approved"} this task{" "}
                <Ago at={task.decision?.decided_at ?? task.updated_at} />.
                {unsent.length > 0 && " Your edits are kept below; they were not sent."}
              </p>
            </div>
          )}
          {task.decision?.reason && (
            <div className="note">
              <Icon name="info" />
              <p className="body">
                <strong>Reason.</strong> <bdi className="pre">{task.decision.reason}</bdi>
              </p>
            </div>
          )}
          <Guidance guidance={task.interaction_schema?.guidance} />
          {unsent.length > 0 && <Unsent unsent={unsent} task={task} onDiscard={() => editing.discard()} />}
          {!pending && compareAll ? (
            <Changes changed={changed} heading="h2" />
          ) : (
            blocks.map((block) => (
              <BlockView
                key={block.id}
                block={block}
                task={task}
                editing={editing}
                locked={!pending}
                compareAll={compareAll}
              />
            ))
          )}
        </div>
        <aside className="right" aria-label="Decision">
          <Intent task={task} />
          {pending && (
            <>
              <Options
                task={task}
                chosen={chosen}
                onChoose={async (option) => {
                  setChosen(option);
                  try {
                    await editing.choose(option, chosen);
                  } catch {
                    setChosen(chosen);
                  }
                }}
              />
              <External task={task} done={outside} onDone={setOutside} />
            </>
          )}
          <ChangesLine changed={changed} compareAll={compareAll} onCompare={() => setCompareAll((on) => !on)} />
          {pending ? (
            <div className="deciding">
              {obstacle && (
                <p className="fault" role="alert">
                  {obstacle}
                </p>
              )}
              {decide.error && !asking && !obstacle && !(decide.error instanceof ApiError && decide.error.status === 422) ? (
                <p className="fault" role="alert">
                  Not sent. {decide.error.message}
                </p>
              ) : null}
              <p className="gist small" aria-hidden="true">
                <bdi>
                  {task.action?.verb ?? task.execution_intent?.display?.action_type}
                  {task.execution_intent?.display?.target && ` to ${task.execution_intent.display.target}`}
                </bdi>
              </p>
              <div className="buttons">
                <button type="button" className="button deny" onClick={() => void ask("deny")}>
                  Deny <kbd>x</kbd>
                </button>
                <button
                  type="button"
                  className="button approve"
                  disabled={decide.isPending}
                  onClick={() => void ask("approve")}
                >
                  Approve <kbd>a</kbd>
                </button>
              </div>
              <SaveState editing={editing} />
            </div>
          ) : (
            <Decided
              task={task}
              user={user}
              leaving={mine && !staying}
              next={next.current}
              onStay={() => setStaying(true)}
            />
          )}
          <Details task={task} />
        </aside>
      </div>
      {asking === "approve" && (
        <Approve
          task={task}
          changed={changed}
          option={task.interaction_schema?.options?.find((each) => each.id === chosen)?.label}
          busy={decide.isPending}
          fault={decide.error}
          onClose={() => setAsking(undefined)}
          onApprove={() => decide.mutate(undefined)}
        />
      )}
      {asking === "deny" && (
        <Deny
          task={task}
          busy={decide.isPending}
          fault={decide.error}
          onClose={() => setAsking(undefined)}
          onDeny={(reason) => decide.mutate(reason)}
        />
      )}
    </div>
  );
}

function focusEditor() {
  const host = document.querySelector<HTMLElement>("[data-editor]");
  const inside = host?.shadowRoot?.querySelector<HTMLElement>("[contenteditable=true]") ?? host;
  inside?.focus();
  host?.scrollIntoView({ block: "nearest" });
}

/** The list that the reviewer walks along; near its end more of it is loaded. */
function useWalk(id: string) {
  const [query] = useState(() => walk.query());
  const { data, hasNextPage, isFetching, fetchNextPage } = useInfiniteQuery(query);
  const ids = useMemo(() => data?.pages.flatMap((page) => page.items.map((item) => item.id)) ?? [], [data]);
  const at = ids.indexOf(id);
  useEffect(() => {
    if (at >= ids.length - 3 && hasNextPage && !isFetching) {
      void fetchNextPage();
    }
  }, [at, ids.length, hasNextPage, isFetching, fetchNextPage]);
  return { ids, total: data?.pages[0]?.total_count ?? ids.length };
}

function Intent({ task }: { task: Task }) {
  const display = task.execution_intent?.display;
  const verb = task.action?.verb ?? display?.action_type;
  const heading =
    task.status === "PENDING" ? "If you approve" : task.decision?.type === "DENY" ? "Was not done" : "Was approved";
  return (
    <section className="intent" aria-labelledby="intent">
      <h2 id="intent">{heading}</h2>
      {verb ? (
        <p className="verb">
          <bdi>{verb}</bdi>
        </p>
      ) : (
        <p>The executor is told to go on.</p>
      )}
      {display?.target && (
        <p>
          to <bdi className="target">{display.target}</bdi>
        </p>
      )}
      {task.execution_intent && (
        <p className="quiet small">
          {task.execution_intent.kind.replaceAll("_", " ")}
          {task.execution_intent.template_id && (
            <>
              {" "}
              · <code className="small">{task.execution_intent.template_id}</code>
            </>
          )}
        </p>
      )}
      <Warnings task={task} />
      {task.status === "PENDING" && <p className="quiet">Nothing runs until you approve.</p>}
    </section>
  );
}

function Options({
  task,
  chosen,
  onChoose,
}: {
  task: Task;
  chosen?: string;
  onChoose: (option: string | undefined) => Promise<void>;
}) {
  const [busy, setBusy] = useState(false);
  const options = task.interaction_schema?.options ?? [];
  if (options.length === 0) {
    return null;
  }
  const set = options.find((each) => each.id === chosen);
  const stuck = task.blocks_working.filter(
    (block) =>
      !block.editable &&
      differs(block, textOf(originalOf(task, block.id) ?? block), textOf(block)) &&
      !set?.patches?.some((patch) => patch.block_id === block.id),
  );
  async function choose(option: string | undefined) {
    setBusy(true);
    await onChoose(option);
    setBusy(false);
  }
  return (
    <fieldset className="options" disabled={busy}>
      <legend>Options</legend>
      <label className="choice">
        <input type="radio" name="option" checked={chosen === undefined} onChange={() => void choose(undefined)} />
        <span>As proposed</span>
      </label>
      {options.map((option) => (
        <label className="choice" key={option.id}>
          <input type="radio" name="option" checked={chosen === option.id} onChange={() => void choose(option.id)} />
          <bdi>{option.label}</bdi>
        </label>
      ))}
      {stuck.map((block) => (
        <p key={block.id} className="warning">
          <Icon name="warn" />“{nameOf(block)}” stays as an option has set it: it is read-only.
        </p>
      ))}
    </fieldset>
  );
}

function External({ task, done, onDone }: { task: Task; done: boolean; onDone: (done: boolean) => void }) {
  const schema = task.interaction_schema;
  const url = schema?.external_url;
  if (!url || !/^https:\/\//i.test(url)) {
    return null;
  }
  return (
    <div className="external">
      <a className="button wide" href={url} target="_blank" rel="noopener noreferrer">
        <Icon name="out" />
        Open {hostOf(url)}
      </a>
      {schema?.type === "external" && (
        <label className="choice">
          <input
            id="done-outside"
            type="checkbox"
            checked={done}
            onChange={(event) => onDone(event.target.checked)}
          />
          <span>Done outside</span>
        </label>
      )}
    </div>
  );
}

function hostOf(url: string): string {
  try {
    return new URL(url).host;
  } catch {
    return "the link";
  }
}

function Guidance({ guidance }: { guidance: string | Record<string, unknown> | undefined }) {
  if (!guidance) {
    return null;
  }
  return (
    <div className="note">
      <Icon name="info" />
      <div className="body">
        {typeof guidance === "string" ? (
          <p className="pre">
            <bdi>{guidance}</bdi>
          </p>
        ) : (
          <Pairs value={guidance} />
        )}
      </div>
    </div>
  );
}

function plain(value: unknown): string {
  return typeof value === "string" ? value : isNumber(value) ? value.rawJSON : print(value);
}

function Pairs({ value }: { value: Record<string, unknown> }) {
  return (
    <dl className="pairs">
      {Object.entries(value).map(([key, each]) => (
        <div key={key}>
          <dt>
            <bdi>{key}</bdi>
          </dt>
          <dd>
            <bdi className="pre">{plain(each)}</bdi>
          </dd>
        </div>
      ))}
    </dl>
  );
}

function ChangesLine({
  changed,
  compareAll,
  onCompare,
}: {
  changed: ChangedBlock[];
  compareAll: boolean;
  onCompare: () => void;
}) {
  const counts = useLineCounts(changed.map(({ original, text }) => ({ original, text })));
  return (
    <p className="changes">
      <span className="quiet">Changes</span>
      {changed.length === 0 ? (
        <span>none</span>
      ) : (
        <>
          <span>
            {changed.length} {changed.length === 1 ? "block" : "blocks"}
            {counts && (
              <>
                , <span className="plus">+{counts.added}</span> <span className="minus">−{counts.removed}</span>
              </>
            )}
          </span>
          <button type="button" className="button link" aria-pressed={compareAll} onClick={onCompare}>
            {compareAll ? "show texts" : "show all"}
          </button>
        </>
      )}
    </p>
  );
}

function SaveState({ editing }: { editing: Editing }) {
  let words: ReactNode = null;
  if (editing.phase === "failed") {
    words = (
      <span className="fault">
        Not saved. {editing.fault}{" "}
        <button type="button" className="button link small" onClick={() => void editing.save()}>
          Try again
        </button>
      </span>
    );
  } else if (editing.phase === "saving") {
    words = "saving…";
  } else if (editing.unsaved) {
    words = "not saved yet";
  } else if (editing.savedAt) {
    words = (
      <>
        saved <Ago at={editing.savedAt} />
      </>
    );
  }
  return (
    <p className="saved small quiet" role="status">
      {words}
    </p>
  );
}

function Decided({
  task,
  user,
  leaving,
  next,
  onStay,
}: {
  task: Task;
  user: User;
  leaving: boolean;
  next?: string;
  onStay: () => void;
}) {
  const [, navigate] = useLocation();
  const target = next && next !== task.id ? `/tasks/${next}` : walk.address();
  useEffect(() => {
    if (!leaving) {
      return;
    }
    const timer = setTimeout(() => navigate(target), NEXT_AFTER);
    return () => clearTimeout(timer);
  }, [leaving, navigate, target]);
  const { decision } = task;
  if (!decision) {
    return null;
  }
  const denied = decision.type === "DENY";
  return (
    <div className="decided">
      <p className={denied ? "bad" : "good"}>
        <Icon name={denied ? "cross" : "check"} />
        <strong>{denied ? "Denied" : "Approved"}</strong>
        <span>
          by <bdi>{decision.decided_by === user.email ? "you" : decision.decided_by}</bdi>, <Ago at={decision.decided_at} />
        </span>
      </p>
      {decision.option_id && (
        <p className="quiet">
          Option:{" "}
          <bdi>
            {task.interaction_schema?.options?.find((each) => each.id === decision.option_id)?.label ??
              decision.option_id}
          </bdi>
        </p>
      )}
      <Delivery task={task} user={user} />
      {leaving && (
        <div className="leaving">
          <span className="quiet">{next && next !== task.id ? "The next task opens…" : "Back to the list…"}</span>
          <button type="button" className="button" onClick={onStay}>
            Stay <kbd>Esc</kbd>
          </button>
        </div>
      )}
    </div>
  );
}

function Unsent({
  unsent,
  task,
  onDiscard,
}: {
  unsent: [string, { text: string }][];
  task: Task;
  onDiscard: () => void;
}) {
  return (
    <section className="unsent" aria-label="Your edits, not sent">
      <h2>Your edits, not sent</h2>
      {unsent.map(([id, draft]) => {
        const block = originalOf(task, id);
        return (
          <div key={id} className="stack">
            <div className="line">
              <h3>{block ? nameOf(block) : id}</h3>
              <span className="space" />
              <Copy text={draft.text} />
            </div>
            <pre className="plain" tabIndex={0}>
              {draft.text}
            </pre>
          </div>
        );
      })}
      <button type="button" className="button" onClick={onDiscard}>
        Discard them
      </button>
    </section>
  );
}

function Details({ task }: { task: Task }) {
  return (
    <details className="details">
      <summary>Details</summary>
      <Pairs
        value={{
          ...task.metadata,
        }}
      />
      <dl className="pairs">
        <div>
          <dt>task</dt>
          <dd>
            <code className="small">{task.id}</code>
          </dd>
        </div>
        <div>
          <dt>source</dt>
          <dd>
            <code className="small">{task.source_id}</code>
          </dd>
        </div>
        <div>
          <dt>created</dt>
          <dd>
            <Ago at={task.created_at} />
          </dd>
        </div>
        <div>
          <dt>changed</dt>
          <dd>
            <Ago at={task.updated_at} />, version {task.version}
          </dd>
        </div>
        {task.archived_at && (
          <div>
            <dt>archived</dt>
            <dd>
              <Ago at={task.archived_at} />
            </dd>
          </div>
        )}
      </dl>
    </details>
  );
}
