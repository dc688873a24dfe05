import type { Block } from "../api/client";
import { differs, textOf } from "../content/blocks";
import type { Draft, Drafts } from "../state/kept";

/**
 * Reconciles drafts with what the service has now. Call it when a response arrives, not when the page is drawn: only then
 * is it certain that the service's text is not what this page itself has just sent.
 */
export function settle(drafts: Drafts, blocks: Block[]): Drafts {
  const next = new Map<string, Draft>();
  for (const [id, draft] of drafts) {
    const block = blocks.find((each) => each.id === id);
    if (!block) {
      continue;
    }
    const theirs = textOf(block);
    if (!differs(block, theirs, draft.text)) {
      next.set(id, { base: theirs, text: draft.text, saved: true });
    } else if (!draft.saved) {
      const own = theirs === draft.base || (draft.sent !== undefined && !differs(block, theirs, draft.sent));
      next.set(id, own ? { ...draft, base: theirs, conflict: undefined } : { ...draft, conflict: true });
    } else if (theirs === draft.base) {
      next.set(id, draft);
    }
  }
  return next;
}
