/**
 * Which blocks are saved in one call: all together, and once that is refused each by itself, so that one block that the
 * service refuses keeps no other one unsaved.
 */
export class Portions {
  private readonly alone = new Set<string>();
  private refused = new Map<string, string>();

  /** Starts a new attempt, which also retries what was refused before. */
  begin() {
    this.refused = new Map();
  }

  /** @param open the blocks that are to be saved */
  next(open: string[]): string[] {
    const together = open.filter((id) => !this.alone.has(id));
    return together.length > 0 ? together : open.filter((id) => !this.refused.has(id)).slice(0, 1);
  }

  saved(ids: string[]) {
    ids.forEach((id) => this.alone.delete(id));
  }

  /** @param words why */
  refuse(ids: string[], words: string) {
    ids.forEach((id) => this.alone.add(id));
    if (ids.length === 1) {
      this.refused.set(ids[0] as string, words);
    }
  }

  /** Blocks that were refused on their own, with the service's message. */
  refusals(): ReadonlyMap<string, string> {
    return this.refused;
  }
}
