import { useSyncExternalStore } from "react";
import type { Unsaved } from "./kept";
import type { LiveState } from "./live";
import type { LostDecision } from "./lost";
import { clock, kept, live, lost, session } from "./stores";

export function useSessionEnded(): boolean {
  return useSyncExternalStore(session.onEnd, session.hasEnded);
}

export function useLiveState(): LiveState {
  return useSyncExternalStore(live.watch, () => live.state);
}

export function useUnsaved(): Unsaved[] {
  return useSyncExternalStore(kept.watch, kept.unsaved);
}

export function useLostDecisions(): readonly LostDecision[] {
  return useSyncExternalStore(lost.watch, lost.all);
}

export function useNow(): number {
  return useSyncExternalStore(clock.watch, clock.now);
}
