import { type ReactNode, useLayoutEffect, useRef, useState } from "react";

/** So much of a long content is shown at first; a little more than that is shown whole. */
const SHOWN = 560;
const SPARE = 160;

/** Whether the page keeps back a part of any content. */
export function isAnythingFolded(): boolean {
  return document.querySelector(".clamped, [data-folded]") !== null;
}

/** Content that grows in the page: the beginning of what is long, and all of it when asked for. */
export function Clamp({ name, children }: { name: string; children: ReactNode }) {
  const content = useRef<HTMLDivElement>(null);
  const [height, setHeight] = useState(0);
  const [open, setOpen] = useState(false);
  useLayoutEffect(() => {
    const element = content.current;
    if (!element) {
      return;
    }
    const watch = new ResizeObserver(() => setHeight(element.scrollHeight));
    watch.observe(element.firstElementChild ?? element);
    setHeight(element.scrollHeight);
    return () => watch.disconnect();
  }, []);
  const isLong = height > SHOWN + SPARE;
  return (
    <>
      <div
        ref={content}
        className={isLong && !open ? "clamped" : undefined}
        style={isLong && !open ? { maxHeight: SHOWN } : undefined}
        onFocus={(event) => {
          // What has the focus must be seen.
          const below = event.target.getBoundingClientRect().top - event.currentTarget.getBoundingClientRect().top;
          if (isLong && below > SHOWN) {
            setOpen(true);
          }
        }}
      >
        <div>{children}</div>
      </div>
      {isLong && (
        <button type="button" className="button wide show-all" aria-expanded={open} onClick={() => setOpen(!open)}>
          {open ? "Show less" : "Show all"}
          <span className="unseen"> of {name}</span>
        </button>
      )}
    </>
  );
}
