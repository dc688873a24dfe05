import { type QueryKey, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { useLocation } from "wouter";
import { applyChange } from "../queue/changes";
import type { Filters } from "../queue/filters";
import { type Change, live } from "./live";
import { type TaskPages, me, pendingCount } from "./queries";
import { session } from "./session";

/** Tasks that were decided on this page, and so have already been taken out of its lists and their counts. */
export const decidedHere = new Set<string>();

/** Notices when somebody signs in or out elsewhere, or the session ends. */
export function useSessionWatch() {
  const cache = useQueryClient();
  useEffect(() => {
    const look = () => void cache.fetchQuery({ ...me, staleTime: 0 }).catch(() => undefined);
    const stops = [session.watch(look), live.onRefusal(look)];
    return () => stops.forEach((stop) => stop());
  }, [cache]);
}

/** Keeps what was loaded as the stream says it is now. */
export function useFollow() {
  const cache = useQueryClient();
  useEffect(() => {
    let counting: ReturnType<typeof setTimeout> | undefined;
    const apply = (key: QueryKey, change: Change) => {
      const pages = cache.getQueryData<TaskPages>(key);
      const isListed = pages?.pages.some((page) => page.items.some((item) => item.id === change.item.id));
      if (!isListed && change.kind === "decided" && decidedHere.has(change.item.id)) {
        return;
      }
      const next = pages && applyChange(pages, change, key[1] as Filters);
      if (next) {
        cache.setQueryData(key, next);
      } else if (pages) {
        void cache.invalidateQueries({ queryKey: key });
      }
    };
    const unsubscribe = live.subscribe((change) => {
      if (change === "resync") {
        // Of a long list the beginning is read again; the rest comes when it is scrolled to.
        cache.setQueriesData<TaskPages>({ queryKey: ["tasks"] }, (pages) =>
          pages && { pages: pages.pages.slice(0, 2), pageParams: pages.pageParams.slice(0, 2) },
        );
        void cache.invalidateQueries();
        return;
      }
      for (const { queryKey, state, promise } of cache.getQueryCache().findAll({ queryKey: ["tasks"] })) {
        apply(queryKey, change);
        if (state.fetchStatus === "fetching") {
          // What is being read may have been read before the change, and takes the place of what stands now.
          void promise?.catch(() => undefined).then(() => setTimeout(() => apply(queryKey, change)));
        }
      }
      void cache.invalidateQueries({ queryKey: ["task", change.item.id] });
      if (change.kind === "created" || change.kind === "decided") {
        clearTimeout(counting);
        counting = setTimeout(() => void cache.invalidateQueries({ queryKey: pendingCount.queryKey }), 300);
      }
    });
    live.start();
    return () => {
      clearTimeout(counting);
      unsubscribe();
      live.stop();
    };
  }, [cache]);
}

/** The tab's title, with the number of tasks that wait. */
export function useTitle(text: string | undefined) {
  const pending = useQuery(pendingCount);
  const [path] = useLocation();
  useEffect(() => {
    const count = pending.data ? `(${pending.data >= 10_000 ? "10,000+" : pending.data}) ` : "";
    document.title = `${count}${text ? `${text} · ` : ""}HILT-Review`;
  }, [pending.data, text, path]);
}
