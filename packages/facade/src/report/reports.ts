import type { RunChoice } from '../run-choice.ts';
import { ReportError } from './report-error.ts';
import type { ReportWriter } from './report-writer.ts';
import type { RunKey, RunRecord } from './run-record.ts';

/** Which records are meant. */
export interface RecordChoice extends RunChoice {
  readonly strategyName: string;
  /** All where it is left out. */
  readonly symbol?: string | undefined;
  readonly mode?: RunKey['mode'] | undefined;
}

/** What the runs of one instance have come to, and where reports of it go. */
export class Reports {
  readonly #records = new Map<string, RunRecord>();
  readonly #writer: ReportWriter;

  constructor(writer: ReportWriter) {
    this.#writer = writer;
  }

  /** A run begins: what the one before it with the same key has come to is forgotten. */
  begin(record: RunRecord): void {
    const { mode, symbol, strategyName, exchangeName, frameName } = record.key;
    this.#records.set(JSON.stringify([mode, symbol, strategyName, exchangeName, frameName]), record);
  }

  find({ strategyName, symbol, exchangeName, frameName, mode }: RecordChoice): RunRecord[] {
    return [...this.#records.values()].filter(
      ({ key }) =>
        key.strategyName === strategyName &&
        (symbol ?? key.symbol) === key.symbol &&
        (exchangeName ?? key.exchangeName) === key.exchangeName &&
        (frameName ?? key.frameName) === key.frameName &&
        (mode ?? key.mode) === key.mode,
    );
  }

  /** @throws {ReportError} whatever it is that the writer fails at */
  async write(path: string, text: string): Promise<void> {
    try {
      await this.#writer.write(path, text);
    } catch (error) {
      throw new ReportError(path, error);
    }
  }

  /** Called with the instance's end. */
  destroy(): void {
    this.#records.clear();
  }
}
