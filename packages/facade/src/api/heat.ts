import { HeatFold, heatMarkdown } from '@tradewright/reports';
import type { Parts } from '../container.ts';
import { inDirectory, strategyFile } from '../report/report-path.ts';
import { checkChoice, type RunChoice } from '../run-choice.ts';
import type { IHeatmapStatistics } from '../types.ts';

/** A strategy over all its symbols. A run that is repeated counts once, for its data replace those of the one before. */
export class Heat {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /**
   * @param choice - ours: only the runs on this exchange, or over this frame
   * @throws {InputError} `registry/unknown`, `run/context`
   */
  async getData(strategyName: string, choice: RunChoice = {}): Promise<IHeatmapStatistics> {
    return this.#statistics(strategyName, choice, 'Heat.getData');
  }

  /** The same as markdown. @throws {InputError} as `getData` */
  async getReport(strategyName: string, choice: RunChoice = {}): Promise<string> {
    return heatMarkdown({ strategyName, stats: this.#statistics(strategyName, choice, 'Heat.getReport') });
  }

  /**
   * Writes the report into a directory.
   *
   * @throws {InputError} as `getData`, and `dump/directory`
   * @throws {ReportError} when it cannot be written
   */
  async dump(strategyName: string, path: string = './dump/heatmap', choice: RunChoice = {}): Promise<void> {
    const stats = this.#statistics(strategyName, choice, 'Heat.dump');
    const file = inDirectory(path, strategyFile(strategyName, choice), 'Heat.dump');
    await this.#parts.reports.write(file, heatMarkdown({ strategyName, stats }));
  }

  #statistics(strategyName: string, choice: RunChoice, caller: string): IHeatmapStatistics {
    const { registry, reports } = this.#parts;
    registry.strategies.get(strategyName, caller);
    const heat = new HeatFold();
    for (const { key, trades } of reports.find({ strategyName, ...checkChoice(registry, choice, caller) })) {
      if (trades.trades.count > 0) heat.mergeTrades(key.symbol, trades.trades);
    }
    return heat.statistics();
  }
}
