import type { HeatmapRow, HeatmapStatistics } from '@tradewright/reports';

/** One symbol of a strategy's heat map; `null` where there is no value. */
export interface IHeatmapRow extends HeatmapRow {}

/** The symbols by Sharpe ratio, best first, and the portfolio of them all. */
export interface IHeatmapStatistics extends HeatmapStatistics {}
