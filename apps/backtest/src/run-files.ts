import { join } from 'node:path';
import { AtomicFile, publish } from '@tradewright/cli-kit';

/** What a run leaves behind: trades.csv and report.md, which appear together or not at all. */
export class RunFiles {
  readonly trades: AtomicFile;
  readonly #report: AtomicFile;

  private constructor(trades: AtomicFile, report: AtomicFile) {
    this.trades = trades;
    this.#report = report;
  }

  /** @throws {Failure} */
  static async create(folder: string): Promise<RunFiles> {
    const trades = await AtomicFile.create(join(folder, 'trades.csv'));
    try {
      return new RunFiles(trades, await AtomicFile.create(join(folder, 'report.md')));
    } catch (error) {
      await trades.discard();
      throw error;
    }
  }

  get reportPath(): string {
    return this.#report.path;
  }

  async publish(report: string): Promise<void> {
    await this.#report.write(report);
    await publish([this.trades, this.#report]);
  }

  async discard(): Promise<void> {
    await this.trades.discard();
    await this.#report.discard();
  }
}
