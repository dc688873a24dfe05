import { useCallback, useEffect, useRef, useState } from "react";

/** Lines are cut a little at the edges of what is seen. */
const TOLERANCE = 8;

type Stretch = readonly [from: number, to: number];

/** The stretches that were seen, with one more. */
export function withStretch(seen: Stretch[], [from, to]: Stretch): Stretch[] {
  const touching = seen.filter((each) => each[0] <= to + TOLERANCE && each[1] >= from - TOLERANCE);
  const apart = seen.filter((each) => !touching.includes(each));
  const all = [...touching, [from, to] as const];
  return [...apart, [Math.min(...all.map((each) => each[0])), Math.max(...all.map((each) => each[1]))] as const].sort(
    (a, b) => a[0] - b[0],
  );
}

/** Where the first stretch begins that was not seen, or nothing when all was. */
export function firstUnseen(seen: Stretch[], height: number): number | undefined {
  const first = seen[0];
  const end = first && first[0] <= TOLERANCE ? first[1] : 0;
  return end >= height - TOLERANCE ? undefined : end;
}

/**
 * Whether all of a content has been on the screen, however it was scrolled. It begins anew with each version, and when the
 * content becomes another height.
 */
export function useReadThrough(version: string) {
  const [scroller, setScroller] = useState<HTMLElement | null>(null);
  const [content, setContent] = useState<HTMLElement | null>(null);
  const [unseen, setUnseen] = useState<number | undefined>(0);
  const seen = useRef<Stretch[]>([]);
  const topOf = useCallback(
    () => (scroller && content ? content.getBoundingClientRect().top - scroller.getBoundingClientRect().top : 0),
    [scroller, content],
  );
  useEffect(() => {
    if (!scroller || !content) {
      return;
    }
    let height = -1;
    const look = () => {
      const from = -topOf();
      seen.current = withStretch(seen.current, [from, from + scroller.clientHeight]);
      setUnseen(firstUnseen(seen.current, content.scrollHeight));
    };
    const watch = new ResizeObserver(() => {
      if (Math.abs(content.scrollHeight - height) > TOLERANCE) {
        height = content.scrollHeight;
        seen.current = [];
      }
      look();
    });
    watch.observe(content);
    watch.observe(scroller);
    scroller.addEventListener("scroll", look);
    return () => {
      watch.disconnect();
      scroller.removeEventListener("scroll", look);
    };
  }, [scroller, content, topOf, version]);
  const readOn = useCallback(() => {
    scroller?.scrollBy({ top: topOf() + (unseen ?? 0) - 24 });
    scroller?.focus();
  }, [scroller, topOf, unseen]);
  return { setScroller, setContent, scroller, whole: unseen === undefined, readOn };
}
