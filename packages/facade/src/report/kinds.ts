import {
  BacktestFold, backtestMarkdown, LiveFold, liveMarkdown, PartialFold, partialMarkdown, PerformanceFold, performanceMarkdown, RiskFold, riskMarkdown, ScheduleFold, scheduleMarkdown,
} from '@tradewright/reports';
import type {
  BacktestStatistics, IStrategyTickResultClosed, LiveEvent, LiveStatistics, PartialLevelEvent, PartialStatistics, PerformanceContract, PerformanceStatistics, RiskContract, RiskStatistics, ScheduleEvent, ScheduleStatistics,
} from '../types.ts';
import type { RunKey, RunRecord } from './run-record.ts';

/** What a report is about. */
export interface Subject {
  readonly strategyName: string;
  /** Where all symbols are meant, those that there are. */
  readonly symbol: string;
  readonly showNote: boolean;
}

/** A report by symbol and strategy. */
export interface ReportKind<S> {
  /** The facade's name, for messages. */
  readonly name: string;
  readonly directory: string;
  /** What stands in its title: files of the latter have a symbol in their names, and one is written per symbol. */
  readonly headedBy: 'strategy' | 'pair';
  /** Whose runs count; all where it is left out. */
  readonly mode?: RunKey['mode'];
  statistics(records: readonly RunRecord[], strategyName: string): S;
  markdown(records: readonly RunRecord[], subject: Subject): string;
}

interface Mergeable<F> {
  merge(other: F): F;
}

function merged<F extends Mergeable<F>>(into: F, records: readonly RunRecord[], foldOf: (record: RunRecord) => F): F {
  return records.reduce((all, record) => all.merge(foldOf(record)), into);
}

const tradesOf = (records: readonly RunRecord[]): BacktestFold<IStrategyTickResultClosed> => merged(new BacktestFold<IStrategyTickResultClosed>(), records, ({ trades }) => trades);
const ticksOf = (records: readonly RunRecord[]): LiveFold<LiveEvent> => merged(new LiveFold<LiveEvent>(), records, ({ ticks }) => ticks ?? new LiveFold());
const ordersOf = (records: readonly RunRecord[]): ScheduleFold<ScheduleEvent> => merged(new ScheduleFold<ScheduleEvent>(), records, ({ orders }) => orders);
const levelsOf = (records: readonly RunRecord[]): PartialFold<PartialLevelEvent> => merged(new PartialFold<PartialLevelEvent>(), records, ({ levels }) => levels);
const refusalsOf = (records: readonly RunRecord[]): RiskFold<RiskContract> => merged(new RiskFold<RiskContract>(), records, ({ refusals }) => refusals);
const timesOf = (records: readonly RunRecord[]): PerformanceFold<PerformanceContract> => merged(new PerformanceFold<PerformanceContract>(), records, ({ times }) => times);

export const BACKTEST: ReportKind<BacktestStatistics> = {
  name: 'Backtest', directory: './dump/backtest', headedBy: 'strategy', mode: 'backtest',
  statistics: (records) => tradesOf(records).statistics(),
  markdown(records, { strategyName, showNote }) {
    const trades = tradesOf(records);
    return backtestMarkdown({ strategyName, showNote, stats: trades.statistics(), rows: trades.rows() });
  },
};

export const LIVE: ReportKind<LiveStatistics> = {
  name: 'Live', directory: './dump/live', headedBy: 'strategy', mode: 'live',
  statistics: (records) => ticksOf(records).statistics(),
  markdown(records, { strategyName, showNote }) {
    const ticks = ticksOf(records);
    return liveMarkdown({ strategyName, showNote, stats: ticks.statistics(), rows: ticks.rows() });
  },
};

export const SCHEDULE: ReportKind<ScheduleStatistics> = {
  name: 'Schedule', directory: './dump/schedule', headedBy: 'strategy',
  statistics: (records) => ordersOf(records).statistics(),
  markdown(records, { strategyName, showNote }) {
    const orders = ordersOf(records);
    return scheduleMarkdown({ strategyName, showNote, stats: orders.statistics(), rows: orders.rows() });
  },
};

export const PARTIAL: ReportKind<PartialStatistics> = {
  name: 'Partial', directory: './dump/partial', headedBy: 'pair',
  statistics: (records) => levelsOf(records).statistics(),
  markdown(records, { symbol, strategyName }) {
    const levels = levelsOf(records);
    return partialMarkdown({ symbol, strategyName, stats: levels.statistics(), rows: levels.rows() });
  },
};

export const RISK: ReportKind<RiskStatistics> = {
  name: 'Risk', directory: './dump/risk', headedBy: 'pair',
  statistics: (records) => refusalsOf(records).statistics(),
  markdown(records, { symbol, strategyName, showNote }) {
    const refusals = refusalsOf(records);
    return riskMarkdown({ symbol, strategyName, showNote, stats: refusals.statistics(), rows: refusals.rows() });
  },
};

export const PERFORMANCE: ReportKind<PerformanceStatistics> = {
  name: 'Performance', directory: './dump/performance', headedBy: 'strategy',
  statistics: (records, strategyName) => ({ strategyName, ...timesOf(records).statistics() }),
  markdown: (records, { strategyName }) => performanceMarkdown({ strategyName, stats: timesOf(records).statistics() }),
};
