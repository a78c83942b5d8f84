/** Waits that all end at once when it is closed. */
export class Delays {
  readonly #pending = new Set<() => void>();
  #closed = false;

  /** Whether the time is up, rather than waiting over. */
  wait(delayMs: number): Promise<boolean> {
    if (this.#closed) return Promise.resolve(false);
    return new Promise((resolve) => {
      const end = (): void => {
        clearTimeout(timer);
        this.#pending.delete(end);
        resolve(!this.#closed);
      };
      const timer = setTimeout(end, delayMs);
      this.#pending.add(end);
    });
  }

  close(): void {
    this.#closed = true;
    for (const end of this.#pending) end();
  }
}
