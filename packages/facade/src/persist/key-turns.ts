/** Work on the same keys, one after another; what fails holds nobody up. */
export class KeyTurns {
  readonly #last = new Map<string, Promise<unknown>>();

  async take<T>(keys: readonly string[], work: () => Promise<T>): Promise<T> {
    const before = keys.map((key) => this.#last.get(key) ?? Promise.resolve());
    const turn = Promise.all(before).then(work);
    const done = turn.catch(() => undefined);
    for (const key of keys) this.#last.set(key, done);
    try {
      return await turn;
    } finally {
      for (const key of keys) if (this.#last.get(key) === done) this.#last.delete(key);
    }
  }
}
