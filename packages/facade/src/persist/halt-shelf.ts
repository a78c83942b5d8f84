import type { Persisted } from './adapters.ts';

/** Whether an account is halted, in an entity of the risk class. Nobody else writes it, so it is read once. */
export class HaltShelf {
  readonly #persisted: Persisted;
  readonly #account: string;
  /** As JSON. */
  #known: string | undefined;

  constructor(persisted: Persisted, account: string) {
    this.#persisted = persisted;
    this.#account = account;
  }

  /** What was stored last; `null` where nothing ever was. */
  async load(): Promise<unknown> {
    this.#known ??= JSON.stringify((await this.#persisted.positions.read('halt', this.#account)) ?? null);
    return JSON.parse(this.#known) as unknown;
  }

  async save(halt: object | null): Promise<void> {
    await this.#persisted.positions.write('halt', this.#account, halt);
    this.#known = JSON.stringify(halt);
  }
}
