/** Whose page this is, and whether that session has ended. */
export class Session {
  private ended = false;
  /** The id of the signed-in reviewer. */
  private id: string | undefined;
  private readonly listeners = new Set<() => void>();
  private readonly looks = new Set<() => void>();
  /** Notifies the other tabs when somebody signs in or out. */
  private readonly channel = "window" in globalThis ? new BroadcastChannel("hilt-session") : undefined;

  begin(id: string) {
    if (!this.id || this.ended) {
      this.changed();
    }
    this.id = id;
    this.set(false);
  }

  reviewer(): string | undefined {
    return this.id;
  }

  changed() {
    this.channel?.postMessage("changed");
  }

  /** If so, the page keeps what it shows and asks to sign in again. */
  hasEnded = (): boolean => this.ended;

  /** Calls `look` when the session may be another one, or none. */
  watch(look: () => void): () => void {
    this.looks.add(look);
    window.addEventListener("focus", look);
    this.channel?.addEventListener("message", look);
    return () => {
      this.looks.delete(look);
      window.removeEventListener("focus", look);
      this.channel?.removeEventListener("message", look);
    };
  }

  /** Calls `listener` when the session ends or begins again. */
  onEnd = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** A response said that nobody is signed in. */
  refused() {
    this.set(this.id !== undefined);
  }

  /** A response said that another reviewer has signed in. */
  isAnothers() {
    this.looks.forEach((look) => look());
  }

  private set(ended: boolean) {
    if (this.ended !== ended) {
      this.ended = ended;
      this.listeners.forEach((listener) => listener());
    }
  }
}
