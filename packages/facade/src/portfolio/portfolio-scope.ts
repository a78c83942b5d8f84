import { RunScope, type RunScopeParts } from '../run-scope.ts';

/** What a portfolio as a whole is told in. It waits for the listeners of its lines as for its own. */
export class PortfolioScope extends RunScope {
  readonly #lines: readonly RunScope[];

  constructor(parts: RunScopeParts, lines: readonly RunScope[]) {
    super(parts);
    this.#lines = lines;
  }

  override get overwhelmed(): boolean {
    return super.overwhelmed || this.#lines.some(({ overwhelmed }) => overwhelmed);
  }

  override async drained(): Promise<void> {
    await Promise.all([super.drained(), ...this.#lines.map((line) => line.drained())]);
  }
}
