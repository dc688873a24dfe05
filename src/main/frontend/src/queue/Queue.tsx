import { useInfiniteQuery } from "@tanstack/react-query";
import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useMemo, useRef, useState, useSyncExternalStore } from "react";
import { useLocation, useSearch } from "wouter";
import type { TaskItem } from "../api/client";
import { tasks } from "../api/queries";
import { type View, filtersOf, isFiltered } from "../list/filters";
import { walk } from "../list/walk";
import { useKeys } from "../parts/keys";
import { Failure } from "../parts/States";
import { useTitle } from "../parts/title";
import { listPositions, live } from "../state/stores";
import { FilterBar } from "./FilterBar";
import { JustDecided } from "./JustDecided";
import { LiveMark } from "./LiveMark";
import { Nothing } from "./Nothing";
import { Row } from "./Row";
import { useSteadyRows } from "./steady";

const WIDE = 60;
const NARROW = 84;
const phone = window.matchMedia("(max-width: 720px)");

function useRowHeight(): number {
  return useSyncExternalStore(
    (watcher) => {
      phone.addEventListener("change", watcher);
      return () => phone.removeEventListener("change", watcher);
    },
    () => (phone.matches ? NARROW : WIDE),
  );
}

export function Queue({ view, onHelp }: { view: View; onHelp: () => void }) {
  const search = useSearch();
  const [path, navigate] = useLocation();
  const filters = useMemo(() => filtersOf(search, view), [search, view]);
  const list = useInfiniteQuery(tasks(filters));
  const items = useMemo(() => list.data?.pages.flatMap((page) => page.items) ?? [], [list.data]);
  const present = useMemo(() => new Set(items.map((item) => item.id)), [items]);
  const total = list.data?.pages[0]?.total_count ?? 0;
  const atLeast = list.data?.pages[0]?.total_count_relation === "gte";
  const height = useRowHeight();
  const scroller = useRef<HTMLDivElement>(null);
  const place = `${view}${search}`;
  const [selected, setSelected] = useState<string | undefined>(() => listPositions.get(place)?.selected);
  const { rows, waiting, release, holding } = useSteadyRows(items, place, scroller);
  useTitle(view === "archive" ? "Archive" : undefined);

  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => height,
    overscan: 8,
    initialOffset: listPositions.get(place)?.top ?? 0,
    getItemKey: (index) => rows[index]?.id ?? index,
  });
  useEffect(() => virtual.measure(), [height, virtual]);
  useEffect(() => {
    walk.remember(`${path}${search ? `?${search}` : ""}`, filters);
  }, [filters, path, search]);
  useEffect(
    () => () => {
      listPositions.set(place, { top: scroller.current?.scrollTop ?? 0, selected });
    },
    [place, selected],
  );

  const shown = virtual.getVirtualItems();
  const lastShown = shown.at(-1)?.index ?? 0;
  const { hasNextPage, isFetchingNextPage, fetchNextPage, isFetchNextPageError } = list;
  useEffect(() => {
    if (lastShown >= rows.length - 15 && hasNextPage && !isFetchingNextPage && !isFetchNextPageError) {
      void fetchNextPage();
    }
  }, [lastShown, rows.length, hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage]);

  // Keys may come faster than the page is drawn.
  const current = useRef(selected);
  current.current = selected;
  const indexOf = (id: string | undefined) => rows.findIndex((row) => row.id === id);
  const at = indexOf(selected);
  function select(index: number) {
    const row = rows[index];
    if (!row) {
      return;
    }
    current.current = row.id;
    setSelected(row.id);
    virtual.scrollToIndex(index, { align: "auto" });
    const focus = () => document.getElementById(`row-${row.id}`)?.focus({ preventScroll: true });
    if (document.getElementById(`row-${row.id}`)) {
      focus();
    } else {
      requestAnimationFrame(focus);
    }
  }
  const open = (what = "") => {
    if (indexOf(current.current) >= 0) {
      navigate(`/tasks/${current.current}${what}`);
    }
  };
  useKeys({
    j: () => select(Math.min(indexOf(current.current) + 1, rows.length - 1)),
    k: () => select(Math.max(indexOf(current.current) - 1, 0)),
    Enter: (event) => {
      const target = event.target as HTMLElement;
      if (target.closest("a, button, summary")) {
        target.closest<HTMLElement>("a, button, summary")?.click();
      } else {
        open();
      }
    },
    o: () => open(),
    a: () => open("?do=approve"),
    x: () => open("?do=deny"),
    n: () => release(),
  });

  const filtered = isFiltered(search);
  return (
    <div className="queue">
      <h1 className="unseen">{view === "archive" ? "Archive" : "Queue"}</h1>
      <FilterBar view={view} search={search} onSearch={(next) => navigate(path + next, { replace: true })}>
        <span role="status">
          {waiting > 0 && (
            <button type="button" className="button act fresh" onClick={release}>
              {waiting} new
            </button>
          )}
        </span>
      </FilterBar>
      <JustDecided />
      <div
        ref={scroller}
        className="page list"
        onPointerEnter={holding.enter}
        onPointerLeave={holding.leave}
        onScroll={holding.scroll}
        aria-busy={list.isFetching}
      >
        {list.isPending ? (
          <Skeleton height={height} />
        ) : list.isError && rows.length === 0 ? (
          <Failure fault={list.error} again={() => void list.refetch()} />
        ) : rows.length === 0 ? (
          <Nothing view={view} filtered={filtered} onClear={() => navigate(path, { replace: true })} />
        ) : (
          <ul style={{ height: virtual.getTotalSize() }} aria-label={view === "archive" ? "Decided tasks" : "Tasks"}>
            {shown.map((slot) => {
              const row = rows[slot.index] as TaskItem;
              return (
                <li
                  key={slot.key}
                  className="row"
                  style={{ height: slot.size, transform: `translateY(${slot.start}px)` }}
                  aria-posinset={slot.index + 1}
                  aria-setsize={atLeast ? -1 : total}
                >
                  <Row
                    item={present.has(row.id) ? row : (live.latest(row.id) ?? row)}
                    gone={!present.has(row.id)}
                    selected={row.id === selected}
                    onFocus={() => setSelected(row.id)}
                  />
                </li>
              );
            })}
          </ul>
        )}
        {isFetchNextPageError && (
          <p className="bar">
            The rest did not load.
            <button type="button" className="button link" onClick={() => void fetchNextPage()}>
              Try again
            </button>
          </p>
        )}
      </div>
      <footer className="bar small quiet">
        <span className="hide-narrow">
          {rows.length > 0 && (
            <>
              {at >= 0 ? `${(at + 1).toLocaleString()} of ` : ""}
              {total.toLocaleString()}
              {atLeast ? "+" : ""} ·{" "}
            </>
          )}
          <kbd>j</kbd> <kbd>k</kbd> to move · <kbd>Enter</kbd> to open
          {view === "queue" && (
            <>
              {" "}
              · <kbd>a</kbd> approve · <kbd>x</kbd> deny
            </>
          )}{" "}
          ·{" "}
          <button type="button" className="button link small" onClick={onHelp}>
            all keys
          </button>
        </span>
        <span className="space" />
        <LiveMark />
      </footer>
    </div>
  );
}

function Skeleton({ height }: { height: number }) {
  return (
    <div aria-hidden="true">
      {[0, 1, 2, 3, 4].map((row) => (
        <div key={row} className="skeleton row-skeleton" style={{ height: height - 16 }} />
      ))}
    </div>
  );
}
