import { InputError, type TimestampMs } from '@tradewright/core';
import type { RunNames } from './tick-result.ts';

/** A signal that is malformed or beyond the limits, and whose it was. */
export class SignalRefusedError extends InputError {
  readonly symbol: string;
  readonly strategyName: string;
  readonly exchangeName: string;
  /** By the clock of the run. */
  readonly atMs: TimestampMs;

  constructor(message: string, { symbol, strategyName, exchangeName }: RunNames, atMs: TimestampMs) {
    super('signal/refused', message);
    this.symbol = symbol;
    this.strategyName = strategyName;
    this.exchangeName = exchangeName;
    this.atMs = atMs;
  }
}
