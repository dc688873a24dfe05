export type Question = "approve" | "deny";

/**
 * How far the decision of one task has come:
 *
 * reviewing → saving → sending → decided, where one key approves;
 * reviewing → saving → loading → asking → sending → decided, where the dialog asks first;
 * reviewing → asking → sending → decided, for a denial.
 */
export type DecisionState = {
  /** Whether the reviewer wants to remain on this task once it is decided. */
  staying: boolean;
} & (
  | {
      at: "reviewing";
      /** Why the last request went no further. */
      obstacle?: string;
    }
  /** The edits are being saved, before an approval. */
  | { at: "saving" }
  /** The changes are being loaded, before the dialog shows them. */
  | { at: "loading" }
  | { at: "asking"; question: Question; obstacle?: string }
  | {
      at: "sending";
      /** The dialog that is still open. */
      question?: Question;
      obstacle?: string;
    }
  | {
      at: "decided";
      /** Whether this reviewer decided it, on this page. */
      mine: boolean;
    }
);

export type DecisionEvent =
  | { type: "approvalAsked" }
  | { type: "denialAsked" }
  /** The approval goes no further: for an obstacle, or because somebody else decided. */
  | { type: "hindered"; obstacle?: string }
  /** The edits are saved, and the dialog has to ask. */
  | { type: "saved" }
  | { type: "loaded" }
  | { type: "dialogClosed" }
  | { type: "sent" }
  /** The service did not record the decision, or nobody knows; the reviewer may try again. */
  | { type: "refused"; obstacle: string }
  /** The task is no longer the version that the reviewer saw. */
  | { type: "outdated"; obstacle: string }
  | { type: "decided"; mine: boolean }
  | { type: "stayAsked" };

export const REVIEWING: DecisionState = { at: "reviewing", staying: false };

/** The next state; an event that a state does not expect leaves it as it is. */
export function decisionReducer(state: DecisionState, event: DecisionEvent): DecisionState {
  const { at, staying } = state;
  switch (event.type) {
    case "approvalAsked":
      return at === "reviewing" ? { at: "saving", staying: false } : state;
    case "denialAsked":
      return at === "reviewing" ? { at: "asking", question: "deny", staying: false } : state;
    case "hindered":
      return at === "reviewing" || at === "saving" || at === "loading"
        ? { at: "reviewing", obstacle: event.obstacle, staying }
        : state;
    case "saved":
      return at === "saving" ? { at: "loading", staying } : state;
    case "loaded":
      return at === "loading" ? { at: "asking", question: "approve", staying } : state;
    case "dialogClosed":
      return at === "asking"
        ? { at: "reviewing", obstacle: state.obstacle, staying }
        : at === "sending"
          ? { ...state, question: undefined }
          : state;
    case "sent":
      return at === "saving"
        ? { at: "sending", staying }
        : at === "asking"
          ? { at: "sending", question: state.question, obstacle: state.obstacle, staying }
          : state;
    case "refused":
      return at === "sending" ? afterRefusal(state.question, event.obstacle, staying) : state;
    case "outdated":
      return at === "sending" ? { at: "reviewing", obstacle: event.obstacle, staying } : state;
    case "decided":
      return at === "sending" ? { at: "decided", mine: event.mine, staying } : state;
    case "stayAsked":
      return canStay(state) ? { ...state, staying: true } : state;
    default:
      return event satisfies never;
  }
}

/** The dialog stays open for another try. */
function afterRefusal(question: Question | undefined, obstacle: string, staying: boolean): DecisionState {
  return question ? { at: "asking", question, obstacle, staying } : { at: "reviewing", obstacle, staying };
}

/** The reviewer may ask to stay as soon as a decision is on its way. */
function canStay(state: DecisionState): boolean {
  switch (state.at) {
    case "reviewing":
    case "asking":
      return false;
    case "saving":
    case "loading":
    case "sending":
      return true;
    case "decided":
      return state.mine;
    default:
      return state satisfies never;
  }
}
