import { useInfiniteQuery } from "@tanstack/react-query";
import { useEffect, useMemo, useRef, useState } from "react";
import { useLocation } from "wouter";
import { neighbours, walk } from "../list/walk";

export interface Place {
  /** From 1, in the list that the reviewer came from; undefined if the task has left it. */
  number?: number;
  total: number;
  next?: string;
  previous?: string;
  /** Where to go after the decision: the task that was next while this one was pending. */
  afterwards: { task: boolean; address: string };
  go(to: string | undefined): void;
}

/** The list that the reviewer came from; near its end more of it is loaded. */
function useList(id: string) {
  const [query] = useState(() => walk.query());
  const { data, hasNextPage, isFetching, fetchNextPage } = useInfiniteQuery(query);
  const ids = useMemo(() => data?.pages.flatMap((page) => page.items.map((item) => item.id)) ?? [], [data]);
  const at = ids.indexOf(id);
  useEffect(() => {
    if (at >= ids.length - 3 && hasNextPage && !isFetching) {
      void fetchNextPage();
    }
  }, [at, ids.length, hasNextPage, isFetching, fetchNextPage]);
  return { ids, total: Math.max(data?.pages[0]?.total_count ?? 0, ids.length) };
}

export function usePlace(id: string, pending: boolean): Place {
  const [, navigate] = useLocation();
  const { ids, total } = useList(id);
  const last = useRef(0);
  const here = neighbours(ids, id, last.current);
  if (here.at >= 0) {
    last.current = here.at;
  }
  const following = useRef(here.next ?? here.previous);
  if (pending) {
    following.current = here.next ?? here.previous;
  }
  const next = following.current === id ? undefined : following.current;
  return {
    number: here.at >= 0 ? here.at + 1 : undefined,
    total,
    next: here.next,
    previous: here.previous,
    afterwards: { task: next !== undefined, address: next ? `/tasks/${next}` : walk.address() },
    go: (to) => to && navigate(`/tasks/${to}`),
  };
}
