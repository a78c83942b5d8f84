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
   * Ours: the instants to look at, in place of every `interval` between the dates. Ascending whole minutes in
   * `[startDate, endDate)`.
   */
  getTimeframe?(symbol: string, startDate: Date, endDate: Date, interval: FrameInterval): Iterable<Date> | Promise<Iterable<Date>>;
}
