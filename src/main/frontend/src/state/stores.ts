import { QueryClient } from "@tanstack/react-query";
import type { Filters } from "../contract/types";
import { Clock } from "./clock";
import { Kept } from "./kept";
import { Live } from "./live";
import { LostDecisions } from "./lost";
import { Session } from "./session";

/*
 * Everything on the page that changes and outlives a component. No other module holds mutable state.
 */

/** What was read from the service; `api/queries` configures it. */
export const queries = new QueryClient();

export const session = new Session();
export const live = new Live(session);
export const kept = new Kept();
export const lost = new LostDecisions();
export const clock = new Clock();

/** The ids of tasks decided on this page, which its lists and counts have already dropped. */
export const decidedHere = new Set<string>();

/** The list that the reviewer came from; its next task opens after a decision. */
export const walked: { address: string; filters?: Filters } = { address: "/" };

/** The scroll position and selected row of each list, restored on return. */
export const listPositions = new Map<string, { top: number; selected?: string }>();

/** The last key typed into a field or an editor, on the clock of `performance.now()`. */
export const typing: { last?: { at: number; into: Node } } = {};

/** Secrets that were just created, by source: in memory alone, until the page is reloaded. */
export const newSecrets = new Map<string, { key?: string; secret?: string }>();
