/** A decision that came to nothing after its reviewer had left the task's page. */
export interface LostDecision {
  user: string;
  task: string;
  title: string;
  why: string;
}

/** The decisions that came to nothing unseen, until the reviewer returns to their tasks. */
export class LostDecisions {
  private decisions: readonly LostDecision[] = [];
  private readonly watchers = new Set<() => void>();

  all = (): readonly LostDecision[] => this.decisions;

  watch = (watcher: () => void): (() => void) => {
    this.watchers.add(watcher);
    return () => this.watchers.delete(watcher);
  };

  add(decision: LostDecision) {
    this.put([...this.without(decision.user, decision.task), decision]);
  }

  drop(user: string, task: string) {
    const rest = this.without(user, task);
    if (rest.length < this.decisions.length) {
      this.put(rest);
    }
  }

  private without(user: string, task: string): LostDecision[] {
    return this.decisions.filter((each) => each.user !== user || each.task !== task);
  }

  private put(next: readonly LostDecision[]) {
    this.decisions = next;
    this.watchers.forEach((watcher) => watcher());
  }
}
