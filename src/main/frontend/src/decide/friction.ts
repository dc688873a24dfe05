import type { Task } from "../api/client";
import { unknown } from "../parts/outcome";
import { marksIn, typed } from "../parts/unseen";

export type Friction = "none" | "confirm" | "tick" | "type";

/** The higher the risk, the more is required; the agent can only require more. */
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
      // A level that only a newer service knows requires the most.
      unknown(task.risk_level);
      return "type";
  }
}

/** The word to type to approve a critical task; without invisible characters, which nobody can type. */
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
