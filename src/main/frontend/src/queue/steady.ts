import { type RefObject, useCallback, useLayoutEffect, useMemo, useRef, useState } from "react";
import type { TaskItem } from "../api/client";
import { hold } from "../list/changes";

/** Rows that do not move while the pointer is over them or the list is scrolled. */
export function useSteadyRows(items: TaskItem[], place: string, scroller: RefObject<HTMLDivElement | null>) {
  const pointer = useRef(false);
  const shown = useRef<{ place: string; rows: TaskItem[] }>({ place, rows: [] });
  const [, again] = useState(0);
  const isHeld = pointer.current || (scroller.current?.scrollTop ?? 0) > 0;
  const free = shown.current.place !== place || shown.current.rows.length === 0 || !isHeld;
  const next = useMemo(
    () => (free ? { rows: items, waiting: 0 } : hold(shown.current.rows, items)),
    [free, items],
  );
  useLayoutEffect(() => {
    shown.current = { place, rows: next.rows };
  });
  const release = useCallback(() => {
    shown.current = { place, rows: [] };
    scroller.current?.scrollTo({ top: 0 });
    again((n) => n + 1);
  }, [place, scroller]);
  return {
    ...next,
    release,
    holding: {
      enter: () => {
        pointer.current = true;
      },
      leave: () => {
        pointer.current = false;
        again((n) => n + 1);
      },
      scroll: () => {
        if ((scroller.current?.scrollTop ?? 0) === 0) {
          again((n) => n + 1);
        }
      },
    },
  };
}
