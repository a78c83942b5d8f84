import type { FrameInterval } from './interval.ts';

export interface IFrameCallbacks {
  onTimeframe(timeframe: Date[], startDate: Date, endDate: Date, interval: FrameInterval): void;
}

export interface IFrameSchema {
  frameName: string;
  note?: string;
  interval: FrameInterval;
  startDate: Date;
  /** The range is half-open: no frame lies at `endDate`. */
  endDate: Date;
  callbacks?: Partial<IFrameCallbacks>;
  /**
   * Ours: the instants to look at, in place of every `interval` between the dates: ascending, in `[startDate, endDate)`.
   * Called once per run, when it begins.
   */
  getTimeframe?(symbol: string, startDate: Date, endDate: Date, interval: FrameInterval): Iterable<Date>;
}
