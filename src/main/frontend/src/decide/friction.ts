import type { Task } from "../api/client";
import { unknown } from "../parts/outcome";
import { marksIn, typed } from "../parts/unseen";

export type Friction = "none" | "confirm" | "tick" | "type";

/** The more can go wrong, the more it takes; what the agent says can only add to it. */
export function frictionOf(task: Pick<Task, "risk_level" | "interaction_schema">): Friction {
  switch (task.risk_level) {
    case "critical":
      return "type";
    case "high":
      return "tick";
    case "medium":
      return "confirm";
    case "low":
      return task.interaction_schema?.require_confirmation ? "confirm" : "none";
    default:
      // A level that only a newer service knows takes the most.
      unknown(task.risk_level);
      return "type";
  }
}

/** What a reviewer types to approve something critical; without what cannot be seen, and so not be typed. */
export function wordToType(task: Pick<Task, "execution_intent" | "action">): string {
  const words = [task.execution_intent?.display?.target, task.action?.verb].map((each) => folded(each ?? ""));
  // A word that mixes alphabets cannot be typed by looking at it.
  const typable = (word: string) => word.length > 0 && word.length <= 60 && marksIn(word).length === 0;
  return words.find(typable) ?? "approve";
}

export function typedRight(words: string, word: string): boolean {
  return folded(words).toLowerCase() === folded(word).toLowerCase();
}

function folded(text: string): string {
  return typed(text).trim().replace(/\s+/g, " ").normalize("NFC");
}
