import type { DurationMs, TimestampMs } from '@tradewright/core';
import type { SkippedRow } from '@tradewright/exchange-files';
import type { BacktestStream, GlobalConfig } from 'tradewright';
import type { Fingerprint } from './fingerprint.ts';
import type { Verdict } from './lookahead/check.ts';
import type { Period, RunRequest } from './request.ts';
import type { Tally } from './summary/tally.ts';

/** What listeners heard beside results: how much, and the first of it. */
export interface Heard {
  readonly count: number;
  readonly first: { readonly text: string; readonly atMs: TimestampMs } | null;
}

/** A run that has ended, as the summary and the report tell it. */
export interface Outcome {
  readonly request: RunRequest;
  readonly strategyName: string;
  readonly period: Period;
  /** The part of the period that the candles reach over. */
  readonly covered: Period;
  readonly configuration: Readonly<GlobalConfig>;
  readonly fingerprint: Fingerprint;
  readonly counts: BacktestStream['counts'];
  readonly tally: Tally;
  readonly failures: Heard;
  readonly refusals: Heard;
  /** Callbacks and listeners of the strategy's that threw, and runs of its own in the background. */
  readonly troubles: Heard;
  readonly skippedRows: number;
  readonly skippedSamples: readonly SkippedRow[];
  readonly durationMs: DurationMs;
  /** How far the run had come when the user stopped it. */
  readonly interruptedAtMs: TimestampMs | null;
  readonly verdict: Verdict | null;
  readonly reportPath: string;
  readonly tradesPath: string;
  /** The command that does the same again. */
  readonly repeat: string;
}

export function candlesPerSecond({ counts, durationMs }: Pick<Outcome, 'counts' | 'durationMs'>): number {
  return Math.round(counts.candles / (Math.max(durationMs, 0.1) / 1000));
}

/** What buying at the first open and selling at the last close would have brought, without costs. */
export function buyAndHoldFrac({ counts }: Pick<Outcome, 'counts'>): number | null {
  return counts.firstPrice > 0 ? counts.lastPrice / counts.firstPrice - 1 : null;
}
