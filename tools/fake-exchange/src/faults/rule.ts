import type { Fault } from './fault.ts';

/** When something goes wrong. Whatever is left out does not matter; all of it is JSON. */
export interface FaultRule {
  /** One of several is drawn at random each time. */
  readonly fault: Fault | readonly Fault[];
  /** `/api/v3/klines`, or with a star at its end whatever begins so. */
  readonly path?: string;
  /** The exchange's id, such as `BTCUSDT`. */
  readonly symbol?: string;
  /** On streams: only events of closed candles, or only of those in the making. */
  readonly closed?: boolean;
  /** Of the requests or events that the above fits, counted from 1: only these. */
  readonly nth?: number | readonly number[];
  /** Of them, leaves the first `after` alone. */
  readonly after?: number;
  /** Chance to strike. Default 1. */
  readonly probability?: number;
  /** Strikes this often at most. */
  readonly count?: number;
  /** After so many strikes in a row on a symbol, lets one pass. */
  readonly inARow?: number;
}
