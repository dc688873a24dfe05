import type { Risk as Level } from "../api/client";

/** A shape a level: dot, square, triangle, star. */
const SHAPES: Record<Level, string> = {
  low: "M6 2a4 4 0 1 1 0 8 4 4 0 0 1 0-8",
  medium: "M2 2h8v8H2z",
  high: "M6 1l5.5 10H.5z",
  critical: "M6 0l1.6 4.2L12 6 7.6 7.8 6 12 4.400 7.800 0 6l4.400-1.800z",
};

export const RISK_WORDS: Record<Level, string> = { low: "Low", medium: "Medium", high: "High", critical: "Critical" };

export function Risk({ level }: { level: Level }) {
  return (
    <span className={`risk risk-${level}`}>
      <svg viewBox="0 0 12 12" aria-hidden="true">
        <path d={SHAPES[level]} />
      </svg>
      {RISK_WORDS[level] ?? level}
      <span className="unseen"> risk</span>
    </span>
  );
}
