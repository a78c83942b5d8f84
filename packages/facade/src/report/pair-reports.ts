import type { Parts } from '../container.ts';
import { checkChoice, checkSymbol, type RunChoice } from '../run-choice.ts';
import type { ReportKind } from './kinds.ts';
import { inDirectory, pairFile, strategyFile, symbolFile } from './report-path.ts';
import type { RunRecord } from './run-record.ts';

/** What the runs of a symbol and strategy have come to: as data, as markdown, as a file. All of the pair's runs together. */
export class PairReports<S> {
  readonly #parts: Parts;
  readonly #kind: ReportKind<S>;

  constructor(parts: Parts, kind: ReportKind<S>) {
    this.#parts = parts;
    this.#kind = kind;
  }

  /**
   * @param choice - ours: only the runs on this exchange, or over this frame
   * @throws {InputError} `run/symbol`, `run/context`, `registry/unknown`
   */
  async getData(symbol: string, strategyName: string, choice: RunChoice = {}): Promise<S> {
    return this.#kind.statistics(this.#records(symbol, strategyName, choice, 'getData'), strategyName);
  }

  /** The same as markdown. @throws {InputError} as `getData` */
  async getReport(symbol: string, strategyName: string, choice: RunChoice = {}): Promise<string> {
    return this.#markdown(this.#records(symbol, strategyName, choice, 'getReport'), symbol, strategyName);
  }

  /** Writes the report on all symbols of a strategy, or one for each where a symbol stands in the title. */
  async dump(strategyName: string, every?: undefined, path?: string, choice?: RunChoice): Promise<void>;
  /**
   * Writes the report into a directory.
   *
   * @throws {InputError} as `getData`, and `dump/directory`
   * @throws {ReportError} when it cannot be written
   */
  async dump(symbol: string, strategyName: string, path?: string, choice?: RunChoice): Promise<void>;
  async dump(first: string, second?: string, path: string = this.#kind.directory, choice: RunChoice = {}): Promise<void> {
    const { headedBy } = this.#kind;
    const [symbol, strategyName] = second === undefined ? [undefined, first] : [first, second];
    const records = this.#records(symbol, strategyName, choice, 'dump');
    if (symbol !== undefined) return this.#write(records, symbol, strategyName, path, headedBy === 'pair' ? pairFile(symbol, strategyName, choice) : symbolFile(strategyName, symbol, choice));
    const symbols = [...new Set(records.map(({ key }) => key.symbol))];
    if (headedBy === 'strategy') return this.#write(records, symbols.join(', '), strategyName, path, strategyFile(strategyName, choice));
    for (const each of symbols) await this.#write(records.filter(({ key }) => key.symbol === each), each, strategyName, path, pairFile(each, strategyName, choice));
  }

  #records(symbol: string | undefined, strategyName: string, choice: RunChoice, method: string): RunRecord[] {
    const { registry, reports } = this.#parts;
    const caller = `${this.#kind.name}.${method}`;
    if (symbol !== undefined || method !== 'dump') checkSymbol(symbol, caller);
    registry.strategies.get(strategyName, caller);
    return reports.find({ symbol, strategyName, mode: this.#kind.mode, ...checkChoice(registry, choice, caller) });
  }

  #markdown(records: readonly RunRecord[], symbol: string, strategyName: string): string {
    return this.#kind.markdown(records, { symbol, strategyName, showNote: this.#parts.config.values.CC_REPORT_SHOW_SIGNAL_NOTE });
  }

  async #write(records: readonly RunRecord[], symbol: string, strategyName: string, directory: string, file: string): Promise<void> {
    const path = inDirectory(directory, file, `${this.#kind.name}.dump`);
    await this.#parts.reports.write(path, this.#markdown(records, symbol, strategyName));
  }
}
