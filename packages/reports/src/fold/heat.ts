import type { ClosedRow } from '../row/closed-row.ts';
import { closedStatistics } from './closed-statistics.ts';
import { compareRanked } from './compare-ranked.ts';
import { equityPath } from './equity-path.ts';
import { TradeFold } from './trade-fold.ts';

/** One symbol of the heat map. Results are percent. */
export interface HeatmapRow {
  readonly symbol: string;
  readonly totalPnl: number | null;
  /** Per trade. */
  readonly sharpeRatio: number | null;
  /** Of compounded equity from a real peak, percent of it, 0 to 100. */
  readonly maxDrawdown: number | null;
  readonly totalTrades: number;
  readonly winCount: number;
  readonly lossCount: number;
  readonly winRate: number | null;
  readonly avgPnl: number | null;
  readonly stdDev: number | null;
  readonly profitFactor: number | null;
  readonly avgWin: number | null;
  /** Negative. */
  readonly avgLoss: number | null;
  readonly maxWinStreak: number;
  readonly maxLossStreak: number;
  readonly expectancy: number | null;
}

/** The symbols by Sharpe ratio, best first and `null` last, and the portfolio: all trades in one pool. */
export interface HeatmapStatistics {
  readonly symbols: HeatmapRow[];
  readonly totalSymbols: number;
  readonly portfolioTotalPnl: number | null;
  readonly portfolioSharpeRatio: number | null;
  readonly portfolioTotalTrades: number;
}

/** Folds closed trades by symbol. One fold per run, merged when read, counts nothing twice when a run is repeated. */
export class HeatFold {
  readonly #symbols: Map<string, TradeFold> = new Map();

  add(row: ClosedRow): void {
    this.#foldOf(row.symbol).add(row);
  }

  /** Takes in another run's trades; the other fold stays as it is. */
  merge(other: HeatFold): this {
    for (const [symbol, fold] of [...other.#symbols]) this.#foldOf(symbol).merge(fold);
    return this;
  }

  /** Takes in trades of one symbol that a `BacktestFold` or `LiveFold` has folded already. */
  mergeTrades(symbol: string, trades: TradeFold): this {
    this.#foldOf(symbol).merge(trades);
    return this;
  }

  statistics(): HeatmapStatistics {
    const symbols = [...this.#symbols].map(([symbol, fold]) => heatmapRow(symbol, fold));
    symbols.sort((a, b) => compareRanked(a.sharpeRatio, b.sharpeRatio) || (a.symbol < b.symbol ? -1 : 1));
    const pool = new TradeFold();
    for (const fold of this.#symbols.values()) pool.merge(fold);
    const { totalPnl, sharpeRatio } = closedStatistics(pool.inOrder());
    return {
      symbols,
      totalSymbols: symbols.length,
      portfolioTotalPnl: totalPnl,
      portfolioSharpeRatio: sharpeRatio,
      portfolioTotalTrades: pool.count,
    };
  }

  #foldOf(symbol: string): TradeFold {
    const known = this.#symbols.get(symbol);
    if (known !== undefined) return known;
    const fold = new TradeFold();
    this.#symbols.set(symbol, fold);
    return fold;
  }
}

function heatmapRow(symbol: string, fold: TradeFold): HeatmapRow {
  const { winCount, lossCount, winRate, avgPnl, totalPnl, stdDev, sharpeRatio, profitFactor, expectancy, avgWin, avgLoss } = closedStatistics(fold.inOrder());
  const { maxDrawdown, streaks } = equityPath(fold);
  return {
    symbol,
    totalPnl,
    sharpeRatio,
    maxDrawdown,
    totalTrades: fold.count,
    winCount,
    lossCount,
    winRate,
    avgPnl,
    stdDev,
    profitFactor,
    avgWin,
    avgLoss,
    maxWinStreak: streaks.longestWin,
    maxLossStreak: streaks.longestLoss,
    expectancy,
  };
}
