import type { PortfolioEvent } from '@tradewright/core/run';
import type { BacktestTeller } from '../backtest-teller.ts';
import { BACKTEST } from '../report/kinds.ts';
import type { Reports } from '../report/reports.ts';
import type { RunRecord } from '../report/run-record.ts';
import type { RunOver } from '../run-over.ts';
import { wantsOf } from '../run-options.ts';
import type { RunScope } from '../run-scope.ts';
import { RunStream, type RunEnd, type RunStreamParts } from '../run-stream.ts';
import type { DonePortfolioContract, IPortfolioEquity, IPortfolioResult, IPortfolioStop, IStrategySchema, PortfolioStatistics } from '../types.ts';
import type { PortfolioEngine } from './portfolio-engine.ts';

/** One strategy on one symbol of a portfolio, as it is told of. */
export interface PortfolioLine {
  readonly schema: IStrategySchema;
  readonly scope: RunScope;
  readonly record: RunRecord;
  readonly over: RunOver;
  readonly teller: BacktestTeller;
}

/** What a portfolio was put together from. */
export type PortfolioNames = Pick<PortfolioStatistics, 'portfolioName' | 'exchangeName' | 'frameName' | 'symbols' | 'strategyNames'>;

export interface PortfolioStreamParts extends RunStreamParts<PortfolioEngine> {
  readonly names: PortfolioNames;
  readonly capital: number;
  /** In the order of the engine's. */
  readonly lines: readonly PortfolioLine[];
  readonly reports: Reports;
  readonly onBegin: (stream: PortfolioStream) => void;
}

/** A portfolio as its user consumes it: results and points of the equity curve one by one, callbacks and events on the way. */
export class PortfolioStream extends RunStream<PortfolioEvent, IPortfolioResult, PortfolioEngine> {
  protected declare readonly parts: PortfolioStreamParts;
  readonly #lines: ReadonlyMap<string, PortfolioLine>;
  #unwatch: () => void = () => undefined;

  constructor(parts: PortfolioStreamParts) {
    super(parts);
    this.#lines = new Map(parts.lines.map((line) => [keyOf(line.scope.names), line]));
  }

  /** Share of the range that has been gone through, 0 to 1. */
  get progress(): number {
    return this.started().run.progressFrac;
  }

  /** What it has come to so far. */
  get statistics(): PortfolioStatistics {
    const { lines } = this.parts;
    const stats = BACKTEST.statistics(lines.map(({ record }) => record), '');
    return { ...this.#summary, stats, lines: lines.map(({ scope: { names: { symbol, strategyName } }, record }) => ({ symbol, strategyName, stats: record.trades.statistics() })) };
  }

  get #summary(): DonePortfolioContract {
    const { names, capital } = this.parts;
    const { equityQuote: equity = capital, peakEquityQuote: peakEquity = capital, maxDrawdownFrac = 0, feesQuote: fees = 0, slippageQuote: slippage = 0, openPositions = 0 } = this.run?.run.summary ?? {};
    return { ...names, capital, equity, totalReturn: (equity / capital - 1) * 100, peakEquity, maxDrawdown: maxDrawdownFrac * 100, fees, slippage, openPositions };
  }

  protected override begin(stopped: boolean): PortfolioEngine {
    const { lines, events, reports, onBegin } = this.parts;
    for (const { teller } of lines) teller.started();
    const engine = this.parts.start();
    const schemas = lines.map(({ schema }) => schema);
    engine.run.lines.forEach(({ counts }, i) => lines[i]!.scope.follow(counts));
    this.#unwatch = events.watch(() => engine.run.want(wantsOf(schemas, events)));
    if (stopped) return engine; // what is over before it began replaces nothing
    for (const { record } of lines) reports.begin(record);
    onBegin(this);
    return engine;
  }

  protected override tell(told: PortfolioEvent): IPortfolioResult | null {
    const { names: { portfolioName }, log, events, scope } = this.parts;
    switch (told.kind) {
      case 'line': {
        const result = this.#lines.get(keyOf(told))!.teller.tell(told.event);
        return result?.action === 'opened' || result?.action === 'closed' || result?.action === 'cancelled' ? result : null;
      }
      case 'equity': {
        const { atMs, equityQuote, cashQuote, exposureQuote, openPositions } = told.point;
        const point: IPortfolioEquity = { action: 'equity', portfolioName, timestamp: atMs, equity: equityQuote, cash: cashQuote, exposure: exposureQuote, openPositions };
        events.emit('equity', point, { scope, atMs });
        return point;
      }
      case 'stopped': {
        const { atMs, ruleName, reason } = told;
        log.noticed('warn', `risk ${ruleName} had everything closed`, [reason]);
        return { action: 'stopped', portfolioName, timestamp: atMs, riskName: ruleName, reason } satisfies IPortfolioStop;
      }
    }
  }

  protected override ended(): void {
    this.#unwatch();
    for (const { over } of this.parts.lines) over.end();
  }

  protected override async finish({ run }: PortfolioEngine, how: RunEnd): Promise<void> {
    const { lines, scope, events } = this.parts;
    await Promise.all(lines.map(({ teller }, i) => teller.finish(run.lines[i]!.counts, how === 'done')));
    await scope.drained();
    events.emit('donePortfolio', this.#summary, { scope, atMs: run.nowMs });
  }
}

function keyOf({ symbol, strategyName }: { readonly symbol: string; readonly strategyName: string }): string {
  return JSON.stringify([symbol, strategyName]);
}
