import { type ReactNode, useLayoutEffect, useRef, useState } from "react";

/** The height of long content that is shown at first; content that is only a little longer is shown completely; in px. */
const SHOWN = 560;
const SPARE = 160;

/** Whether any content on the page is partly folded away. */
export function isAnythingFolded(): boolean {
  return document.querySelector(".clamped, [data-folded]") !== null;
}

/** Shows the beginning of long content, and all of it on request. */
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
          // The focused element must be visible.
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
