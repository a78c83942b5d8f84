import type { StrategyContext } from '../core-types.ts';
import type { FrameInterval, SignalInterval } from './interval.ts';
import type { IScheduledSignalRow, ISignalDto, ISignalRow } from './signal.ts';
import type { IStrategyTickResult } from './tick-result.ts';

export interface IStrategyCallbacks {
  onTick(symbol: string, result: IStrategyTickResult, backtest: boolean): void;
  onOpen(symbol: string, row: ISignalRow, currentPrice: number, backtest: boolean): void;
  onActive(symbol: string, row: ISignalRow, currentPrice: number, backtest: boolean): void;
  onIdle(symbol: string, currentPrice: number, backtest: boolean): void;
  onClose(symbol: string, row: ISignalRow, priceClose: number, backtest: boolean): void;
  onSchedule(symbol: string, row: IScheduledSignalRow, currentPrice: number, backtest: boolean): void;
  onCancel(symbol: string, row: IScheduledSignalRow, currentPrice: number, backtest: boolean): void;
  onWrite(symbol: string, row: ISignalRow | null, backtest: boolean): void;
  /** At every candle under a position in profit or loss; `percent` is the share of the way to the target or the stop. */
  onPartialProfit(symbol: string, row: ISignalRow, currentPrice: number, percent: number, backtest: boolean): void;
  onPartialLoss(symbol: string, row: ISignalRow, currentPrice: number, percent: number, backtest: boolean): void;
}

export interface IStrategySchema {
  strategyName: string;
  note?: string;
  interval: SignalInterval;
  /** The third argument is ours: the same market without promises, see `StrategyContext`. */
  getSignal(symbol: string, when: Date, context: StrategyContext): ISignalDto | null | undefined | Promise<ISignalDto | null | undefined>;
  callbacks?: Partial<IStrategyCallbacks>;
  /** The risk profile that judges its signals, registered with `addRisk`. */
  riskName?: string;
  /** Ours: the sizing that says how much it trades, registered with `addSizing`. Default: one unit of base currency. */
  sizingName?: string;
  /** Candles per interval that must be there before the first ask. */
  history?: Partial<Record<FrameInterval, number>>;
}
