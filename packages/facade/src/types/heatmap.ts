/** One symbol of a strategy's heatmap; `null` where there is no value. */
export interface IHeatmapRow {
  symbol: string;
  totalPnl: number | null;
  sharpeRatio: number | null;
  /** Percent, from a real peak. */
  maxDrawdown: number | null;
  totalTrades: number;
  winCount: number;
  lossCount: number;
  winRate: number | null;
  avgPnl: number | null;
  stdDev: number | null;
  profitFactor: number | null;
  avgWin: number | null;
  /** Negative. */
  avgLoss: number | null;
  maxWinStreak: number;
  maxLossStreak: number;
  expectancy: number | null;
}

/** The symbols by Sharpe ratio, best first, and the portfolio of them all. */
export interface IHeatmapStatistics {
  symbols: IHeatmapRow[];
  totalSymbols: number;
  portfolioTotalPnl: number | null;
  portfolioSharpeRatio: number | null;
  portfolioTotalTrades: number;
}
