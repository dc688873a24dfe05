import { type QueryKey, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import type { Filters } from "../api/client";
import { type TaskPages, pendingCount } from "../api/queries";
import { type Change } from "../state/live";
import { decidedHere, live } from "../state/stores";
import { applyChange } from "./changes";

/** Keeps the loaded data up to date with the stream. */
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
        // Only the beginning of a long list is read again; the rest loads when it is scrolled to.
        cache.setQueriesData<TaskPages>({ queryKey: ["tasks"] }, (pages) =>
          pages && { pages: pages.pages.slice(0, 2), pageParams: pages.pageParams.slice(0, 2) },
        );
        void cache.invalidateQueries();
        return;
      }
      for (const { queryKey, state, promise } of cache.getQueryCache().findAll({ queryKey: ["tasks"] })) {
        apply(queryKey, change);
        if (state.fetchStatus === "fetching") {
          // The running request may return the list from before the change, and would overwrite it.
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
