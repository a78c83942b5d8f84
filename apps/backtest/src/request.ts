import type { CandleStoreChoice, ExchangeChoice, Parameter, Patience } from '@tradewright/cli-kit';
import type { TimestampMs } from '@tradewright/core';

/** Candles of an exchange, fetched once and kept. */
export interface ExchangeOrigin {
  readonly kind: 'exchange';
  readonly exchange: ExchangeChoice;
  readonly patience: Patience;
  readonly store: CandleStoreChoice;
  readonly fromMs: TimestampMs;
  readonly toMs: TimestampMs;
  /** When the command was given: nothing younger is looked at. */
  readonly nowMs: TimestampMs;
}

export type CandleOrigin = { readonly kind: 'files'; readonly files: readonly string[] } | { readonly kind: 'synthetic'; readonly seed: number } | ExchangeOrigin;

/** Everything that decides the result of a run. Plain values only: it travels to worker threads. */
export interface RunRequest {
  /** Absolute. */
  readonly strategyFile: string;
  /** Which one, where the file offers several. */
  readonly strategyName: string | undefined;
  readonly params: Readonly<Record<string, Parameter>>;
  readonly origin: CandleOrigin;
  readonly symbol: string;
  readonly skipBadRows: boolean;
  /** What `--config` and the flags set, by configuration key. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** Where relative paths begin. */
  readonly directory: string;
}

/** Half-open. */
export interface Period {
  readonly fromMs: TimestampMs;
  readonly toMs: TimestampMs;
}
