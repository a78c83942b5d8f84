export { backtest } from './backtest.ts';
export { BacktestRun } from './backtest-run.ts';
export type { BacktestOptions, QuietKind } from './options.ts';
export { PositionBook } from './position-book.ts';
export type { RunCounts } from './counts.ts';
export type { RunEvent } from './event.ts';
export { paperFill } from './paper-fill.ts';
export { DEFAULT_HISTORY } from './history.ts';
