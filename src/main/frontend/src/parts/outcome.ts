import type { DecisionType } from "../api/client";

/**
 * Closes a switch over a closed set. The compiler proves that no value is left; a newer service may still send one, which
 * is shown as it is.
 */
export function unknown(value: never): string {
  return String(value);
}

export function outcomeWord(type: DecisionType): string {
  switch (type) {
    case "APPROVE":
      return "Approved";
    case "DENY":
      return "Denied";
    default:
      return unknown(type);
  }
}

export function outcomeIcon(type: DecisionType): "check" | "cross" | "info" {
  switch (type) {
    case "APPROVE":
      return "check";
    case "DENY":
      return "cross";
    default:
      unknown(type);
      return "info";
  }
}

/** The class for the colour of an outcome; none for one that this page does not know. */
export function outcomeTone(type: DecisionType): "good" | "bad" | "" {
  switch (type) {
    case "APPROVE":
      return "good";
    case "DENY":
      return "bad";
    default:
      unknown(type);
      return "";
  }
}
