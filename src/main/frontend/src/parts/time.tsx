import { useNow } from "../state/hooks";

const exactly = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "medium" });
const clock = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit" });
const day = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short" });
const dayOfYear = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short", year: "numeric" });
const words = new Intl.RelativeTimeFormat(undefined, { numeric: "auto" });

/** 12 m, 3 h, 2 d; then the date. */
export function shortAge(iso: string, now: number): string {
  const time = Date.parse(iso);
  const seconds = Math.max(0, Math.round((now - time) / 1000));
  if (seconds < 60) {
    return "now";
  }
  if (seconds < 3600) {
    return `${Math.floor(seconds / 60)} m`;
  }
  if (seconds < 86_400) {
    return `${Math.floor(seconds / 3600)} h`;
  }
  if (seconds < 14 * 86_400) {
    return `${Math.floor(seconds / 86_400)} d`;
  }
  return (new Date(time).getFullYear() === new Date(now).getFullYear() ? day : dayOfYear).format(time);
}

/** 12 minutes ago. */
export function age(iso: string, now: number): string {
  const seconds = Math.round((Date.parse(iso) - now) / 1000);
  const steps: [Intl.RelativeTimeFormatUnit, number][] = [
    ["day", 86_400],
    ["hour", 3600],
    ["minute", 60],
  ];
  for (const [unit, size] of steps) {
    if (Math.abs(seconds) >= size) {
      return words.format(Math.trunc(seconds / size), unit);
    }
  }
  return "just now";
}

export function atClock(iso: string): string {
  return clock.format(Date.parse(iso));
}

export function Ago({ at, short = false }: { at: string; short?: boolean }) {
  const now = Math.max(useNow(), Date.parse(at));
  return (
    <time dateTime={at} title={exactly.format(Date.parse(at))}>
      {short ? shortAge(at, now) : age(at, now)}
    </time>
  );
}
