import { describe, expect, it } from "vitest";
import { type DecisionEvent, type DecisionState, REVIEWING, decisionReducer } from "./decision";

const STATES = {
  reviewing: REVIEWING,
  hindered: { at: "reviewing", obstacle: "before", staying: false },
  saving: { at: "saving", staying: false },
  loading: { at: "loading", staying: false },
  approving: { at: "asking", question: "approve", staying: false },
  denying: { at: "asking", question: "deny", obstacle: "before", staying: false },
  sending: { at: "sending", staying: false },
  sendingDenial: { at: "sending", question: "deny", obstacle: "before", staying: false },
  mine: { at: "decided", mine: true, staying: false },
  theirs: { at: "decided", mine: false, staying: false },
} satisfies Record<string, DecisionState>;

const EVENTS: DecisionEvent[] = [
  { type: "approvalAsked" },
  { type: "denialAsked" },
  { type: "hindered", obstacle: "now" },
  { type: "saved" },
  { type: "loaded" },
  { type: "dialogClosed" },
  { type: "sent" },
  { type: "refused", obstacle: "now" },
  { type: "outdated", obstacle: "now" },
  { type: "decided", mine: true },
  { type: "stayAsked" },
];

type Name = keyof typeof STATES;
type Moves = Partial<Record<DecisionEvent["type"], DecisionState>>;

const now: DecisionState = { at: "reviewing", obstacle: "now", staying: false };
const asksDenial: DecisionState = { at: "asking", question: "deny", staying: false };
const staying = (state: DecisionState): DecisionState => ({ ...state, staying: true });

/** Where each state goes; it ignores every event that is not listed. */
const MOVES: Record<Name, Moves> = {
  reviewing: { approvalAsked: STATES.saving, denialAsked: asksDenial, hindered: now },
  hindered: { approvalAsked: STATES.saving, denialAsked: asksDenial, hindered: now },
  saving: { hindered: now, saved: STATES.loading, sent: STATES.sending, stayAsked: staying(STATES.saving) },
  loading: { hindered: now, loaded: STATES.approving, stayAsked: staying(STATES.loading) },
  approving: { dialogClosed: REVIEWING, sent: { at: "sending", question: "approve", staying: false } },
  denying: { dialogClosed: STATES.hindered, sent: STATES.sendingDenial },
  sending: {
    dialogClosed: STATES.sending,
    refused: now,
    outdated: now,
    decided: STATES.mine,
    stayAsked: staying(STATES.sending),
  },
  sendingDenial: {
    dialogClosed: { at: "sending", obstacle: "before", staying: false },
    refused: { at: "asking", question: "deny", obstacle: "now", staying: false },
    outdated: now,
    decided: STATES.mine,
    stayAsked: staying(STATES.sendingDenial),
  },
  mine: { stayAsked: staying(STATES.mine) },
  theirs: {},
};

const cases = Object.entries(STATES).flatMap(([name, state]) =>
  EVENTS.map((event) => [name, event.type, state, event, MOVES[name as Name][event.type] ?? state] as const),
);

describe("a decision", () => {
  it.each(cases)("that is %s goes on when %s", (_name, _type, state, event, expected) => {
    expect(decisionReducer(state, event)).toEqual(expected);
  });

  it("says that somebody else made it, who may not be stayed with", () => {
    expect(decisionReducer(STATES.sending, { type: "decided", mine: false })).toEqual(STATES.theirs);
  });

  it("goes back to reviewing without a word if somebody else decided while the edits were saved", () => {
    expect(decisionReducer(STATES.saving, { type: "hindered" })).toEqual(REVIEWING);
  });

  it("keeps the wish to stay through the dialog, until the next request", () => {
    const through: DecisionEvent[] = [{ type: "saved" }, { type: "loaded" }, { type: "sent" }, { type: "decided", mine: true }];
    expect(through.reduce(decisionReducer, staying(STATES.saving))).toEqual(staying(STATES.mine));
    expect(decisionReducer(staying(now), { type: "approvalAsked" })).toEqual(STATES.saving);
    expect(decisionReducer(staying(now), { type: "denialAsked" })).toEqual(asksDenial);
  });
});
