import { useCallback, useEffect, useMemo, useState } from "react";
import { spelled } from "../parts/unseen";
import { type Area, Seen, type Spot, common } from "./seen";

/** Content that is on the screen for less time was not read, as when the End key jumps over it; in ms. */
const GLANCE = 250;

/** Where an unread place is scrolled to, below the edge of what is seen. */
const MARGIN = 24;

/** Where a part of the content begins. A part stays read when others grow or are added. */
const PARTS = "section, [data-part]";

/** Content that may scroll sideways; all of it can be reached by the keyboard. */
const MAY_SCROLL = ".markdown, [tabindex]";

/** What is still unread. */
export interface Unread {
  /** The name of the first unread part. */
  part: string;
  /** The direction to it. */
  way: "up" | "down" | "aside" | "open";
  /** How many other parts are unread. */
  others: number;
}

/** A part of the content, or something in it that scrolls sideways. */
interface Stretch {
  element: HTMLElement;
  /** Where it begins in the content. */
  top: number;
  seen: Seen;
}

/** An unread place in the content. */
interface Place {
  element: HTMLElement;
  spot: Spot;
  way: "scroll" | "aside" | "open";
}

/** What was on the screen at a time: of the whole content, and of what scrolls sideways in it. */
interface Sight {
  at: number;
  whole: Area;
  aside: Map<HTMLElement, Area>;
}

/**
 * Follows what of a content has been on the screen for at least a glance, however it was scrolled, in both directions. What was
 * never drawn, scrolled past in a jump or lay outside of the screen's edge is unread.
 */
class Reading {
  private parts: Stretch[] = [];
  private aside: Stretch[] = [];
  private sights: Sight[] = [];
  private timer?: ReturnType<typeof setTimeout>;
  private readonly sizes = new ResizeObserver(() => {
    this.measure();
    this.look();
  });
  private readonly changes = new MutationObserver((records) => {
    this.measure();
    this.forget(records);
    this.look();
  });

  constructor(
    private readonly scroller: HTMLElement,
    private readonly content: HTMLElement,
    private readonly tell: (unread: Unread | undefined) => void,
  ) {
    this.sizes.observe(content);
    this.sizes.observe(scroller);
    this.changes.observe(content, { subtree: true, childList: true, characterData: true });
    scroller.addEventListener("scroll", this.look, { capture: true, passive: true });
    window.visualViewport?.addEventListener("scroll", this.look);
    window.visualViewport?.addEventListener("resize", this.look);
    this.measure();
    this.look();
  }

  stop() {
    clearTimeout(this.timer);
    this.sizes.disconnect();
    this.changes.disconnect();
    this.scroller.removeEventListener("scroll", this.look, { capture: true });
    window.visualViewport?.removeEventListener("scroll", this.look);
    window.visualViewport?.removeEventListener("resize", this.look);
  }

  /** Brings the first unread place onto the screen. */
  readOn() {
    const first = this.unread()[0];
    if (!first) {
      return;
    }
    const { element, spot, way } = first;
    const edge = this.scroller.getBoundingClientRect();
    this.scroller.scrollBy({ top: this.content.getBoundingClientRect().top + spot.y - edge.top - MARGIN });
    if (way === "open") {
      element.querySelector("button")?.click();
    } else if (way === "aside") {
      const across = this.aside.some((each) => each.element === element) ? element : this.scroller;
      across.scrollBy({ left: spot.x - MARGIN - this.scrolledAside(element) });
    }
    this.scroller.focus({ preventScroll: true });
  }

  /** Which parts there are, and where; those that are as they were keep what was seen of them. */
  private measure() {
    const { top } = this.content.getBoundingClientRect();
    const width = breadthOf(this.content);
    const starts = [this.content, ...this.content.querySelectorAll<HTMLElement>(PARTS)]
      .map((element) => ({ element, top: element.getBoundingClientRect().top - top }))
      .sort((a, b) => a.top - b.top);
    const known = new Map(this.parts.map((part) => [part.element, part.seen]));
    this.parts = starts.map((start, at) => {
      const end = starts[at + 1]?.top ?? this.content.scrollHeight;
      return { ...start, seen: kept(known.get(start.element), width, end - start.top) };
    });
    const knownAside = new Map(this.aside.map((each) => [each.element, each.seen]));
    this.aside = [...this.content.querySelectorAll<HTMLElement>(MAY_SCROLL)]
      .filter((element) => breadthOf(element) > element.clientWidth)
      .map((element) => ({
        element,
        top: element.getBoundingClientRect().top - top,
        seen: kept(knownAside.get(element), breadthOf(element), element.scrollHeight),
      }));
    this.sights = [];
  }

  /** What is added to a part was not read with it. */
  private forget(records: MutationRecord[]) {
    const { top } = this.content.getBoundingClientRect();
    const changed = records.flatMap((record) => (record.type === "childList" ? [...record.addedNodes] : [record.target]));
    for (const node of changed) {
      const element = node instanceof HTMLElement ? node : node.parentElement;
      const at = element && this.content.contains(element) ? element.getBoundingClientRect().top - top : Infinity;
      const within = [this.parts.findLast((part) => part.top <= at), ...this.aside.filter((each) => each.element.contains(node))];
      for (const stretch of within) {
        if (stretch && at !== Infinity) {
          stretch.seen = new Seen(stretch.seen.width, stretch.seen.height);
        }
      }
    }
  }

  private readonly look = () => {
    clearTimeout(this.timer);
    this.takeIn();
    // Look again once nothing has moved for a moment.
    this.timer = setTimeout(() => this.takeIn(), GLANCE + 10);
  };

  private takeIn() {
    const now = this.sight();
    const past = this.sights.findLast((sight) => sight.at <= now.at - GLANCE);
    if (past) {
      this.see(past, now);
      this.sights = this.sights.slice(this.sights.indexOf(past));
    }
    this.sights.push(now);
    this.tell(this.inWords(this.unread()));
  }

  private sight(): Sight {
    const whole = seenOf(this.scroller, this.scroller.closest("dialog"));
    const origin = this.content.getBoundingClientRect();
    const aside = new Map<HTMLElement, Area>();
    for (const { element } of this.aside) {
      const { left, top } = element.getBoundingClientRect();
      const start = { left: left + element.clientLeft - scrolledFromLeft(element), top: top + element.clientTop };
      aside.set(element, from(common(whole, seenOf(element)), start));
    }
    return { at: performance.now(), whole: from(whole, origin), aside };
  }

  private see(past: Sight, now: Sight) {
    const whole = common(past.whole, now.whole);
    for (const { top, seen } of this.parts) {
      if (top < whole.bottom && top + seen.height > whole.top) {
        seen.add(from(whole, { left: 0, top }));
      }
    }
    for (const { element, seen } of this.aside) {
      const before = past.aside.get(element);
      const after = now.aside.get(element);
      if (before && after) {
        seen.add(common(before, after));
      }
    }
  }

  private unread(): Place[] {
    const unseen = (way: "scroll" | "aside") => ({ element, top, seen }: Stretch) => {
      const spot = seen.firstUnseen();
      return spot ? [{ element, spot: { x: spot.x, y: top + spot.y }, way: spot.x > 0 ? ("aside" as const) : way }] : [];
    };
    const all = [...this.parts.flatMap(unseen("scroll")), ...this.aside.flatMap(unseen("aside"))];
    const origin = this.content.getBoundingClientRect().top;
    const folded = [...this.content.querySelectorAll<HTMLElement>("[data-folded]")].map((element) => ({
      element,
      spot: { x: 0, y: element.getBoundingClientRect().top - origin },
      way: "open" as const,
    }));
    return [...all, ...folded].sort((a, b) => a.spot.y - b.spot.y);
  }

  private scrolledAside(element: HTMLElement): number {
    const aside = this.aside.some((each) => each.element === element);
    return aside ? scrolledFromLeft(element) : this.scroller.getBoundingClientRect().left - this.content.getBoundingClientRect().left;
  }

  private inWords(unread: Place[]): Unread | undefined {
    const [first] = unread;
    if (!first) {
      return undefined;
    }
    const names = [...new Set(unread.map(({ element }) => nameOf(element)))];
    const edge = this.scroller.getBoundingClientRect().top - this.content.getBoundingClientRect().top;
    const way = first.way !== "scroll" ? first.way : first.spot.y < edge ? "up" : "down";
    return { part: names[0] ?? "", way, others: names.length - 1 };
  }
}

/** Its width, including overflow. */
function breadthOf(element: HTMLElement): number {
  return element.scrollWidth > element.clientWidth + 1 ? element.scrollWidth : element.clientWidth;
}

function kept(seen: Seen | undefined, width: number, height: number): Seen {
  const same = seen && Math.abs(seen.width - width) < 1 && Math.abs(seen.height - height) < 1;
  return same ? seen : new Seen(width, height);
}

/** What of an element's inside is on the screen, which shows a part of the page where it is magnified. */
function seenOf(element: HTMLElement, within: HTMLElement | null = null): Area {
  const { left, top } = element.getBoundingClientRect();
  const inside = {
    left: left + element.clientLeft,
    top: top + element.clientTop,
    right: left + element.clientLeft + element.clientWidth,
    bottom: top + element.clientTop + element.clientHeight,
  };
  const { offsetLeft, offsetTop, width, height } = window.visualViewport ?? {
    offsetLeft: 0,
    offsetTop: 0,
    width: window.innerWidth,
    height: window.innerHeight,
  };
  const screen = { left: offsetLeft, top: offsetTop, right: offsetLeft + width, bottom: offsetTop + height };
  return common(within ? common(inside, within.getBoundingClientRect()) : inside, screen);
}

/** From the left edge also where the content runs from right to left, and the browser counts from the right. */
function scrolledFromLeft(element: HTMLElement): number {
  const room = element.scrollWidth - element.clientWidth;
  return getComputedStyle(element).direction === "rtl" ? room + element.scrollLeft : element.scrollLeft;
}

function from({ left, top, right, bottom }: Area, origin: { left: number; top: number }): Area {
  return { left: left - origin.left, top: top - origin.top, right: right - origin.left, bottom: bottom - origin.top };
}

/** The heading of the part that something belongs to. */
function nameOf(element: HTMLElement): string {
  const heading = element.closest("section")?.querySelector("h3, h4") ?? element.querySelector("h3");
  return spelled(heading?.textContent ?? "");
}

const ALL: Unread = { part: "", way: "down", others: 0 };

/** Whether all of the content was read. It starts over with each version. */
export function useReadThrough(version: string) {
  const [scroller, setScroller] = useState<HTMLElement | null>(null);
  const [content, setContent] = useState<HTMLElement | null>(null);
  const [state, setState] = useState<{ version: string; unread: Unread | undefined }>();
  const [reading, setReading] = useState<Reading>();
  useEffect(() => {
    if (!scroller || !content) {
      return;
    }
    const started = new Reading(scroller, content, (unread) =>
      setState((before) => (before?.version === version && isSame(before.unread, unread) ? before : { version, unread })),
    );
    setReading(started);
    return () => started.stop();
  }, [scroller, content, version]);
  const readOn = useCallback(() => reading?.readOn(), [reading]);
  const unread = useMemo(() => (state?.version === version ? state.unread : ALL), [state, version]);
  return { setScroller, setContent, scroller, unread, readOn };
}

function isSame(a: Unread | undefined, b: Unread | undefined): boolean {
  return a === b || (a?.part === b?.part && a?.way === b?.way && a?.others === b?.others);
}
