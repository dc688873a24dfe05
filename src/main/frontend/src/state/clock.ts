/** The current time for relative times, such as "3 minutes ago": all of them step together. */
export class Clock {
  private time = Date.now();
  private readonly watchers = new Set<() => void>();

  constructor() {
    setInterval(() => {
      this.time = Date.now();
      this.watchers.forEach((watcher) => watcher());
    }, 15_000);
  }

  now = (): number => this.time;

  watch = (watcher: () => void): (() => void) => {
    this.watchers.add(watcher);
    return () => this.watchers.delete(watcher);
  };
}
