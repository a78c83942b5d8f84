import type { TimestampMs } from '@tradewright/core';
import type { Verdict } from '../lookahead/check.ts';
import { buyAndHoldFrac, candlesPerSecond, type Heard, type Outcome } from '../outcome.ts';

const SCHEMA_VERSION = 1;

/** Percents without the dust of binary fractions; null where there is no number. */
function percentOf(fraction: number | null): number | null {
  return fraction === null || !Number.isFinite(fraction) ? null : Number((fraction * 100).toPrecision(12));
}

/** The summary for machines. The order of keys is part of it; new ones come at the end. */
export function summaryJson(outcome: Outcome): Readonly<Record<string, unknown>> {
  const { tally, counts, request, period, configuration, verdict, fingerprint } = outcome;
  const { sums, equity } = tally;
  return {
    schemaVersion: SCHEMA_VERSION,
    candles: counts.candles,
    trades: sums.trades,
    winRate: percentOf(sums.winRateFrac),
    totalPnlPercent: percentOf(sums.pnlFrac),
    pnlIntervalPercent: [percentOf(sums.pnlLowFrac), percentOf(sums.pnlHighFrac)],
    ambiguousTrades: sums.ambiguous,
    maxDrawdownPercent: percentOf(equity.maxDrawdownFrac),
    durationMs: Math.round(outcome.durationMs),
    candlesPerSecond: candlesPerSecond(outcome),
    reportPath: outcome.reportPath,
    tradesPath: outcome.tradesPath,
    strategy: outcome.strategyName,
    symbol: request.symbol,
    from: iso(period.fromMs),
    to: iso(period.toMs),
    syntheticSeed: request.origin.kind === 'synthetic' ? request.origin.seed : null,
    averagePnlPercent: percentOf(sums.averagePnlFrac),
    compoundedPnlPercent: percentOf(equity.gainFrac),
    buyAndHoldPercent: percentOf(buyAndHoldFrac(outcome)),
    feesPercent: percentOf(sums.feesFrac),
    truncatedTrades: sums.truncated,
    warmUpFrames: counts.warmUpFrames,
    skippedFrames: counts.skippedFrames,
    gaps: counts.gaps,
    skippedRows: outcome.skippedRows,
    asks: counts.asks,
    failedAsks: counts.failedAsks,
    refusedSignals: counts.refused,
    cancelledSignals: counts.cancelled,
    triggerPrice: configuration.CC_TRIGGER_PRICE === 'auto' ? 'candle-range' : configuration.CC_TRIGGER_PRICE,
    intrabarPolicy: configuration.CC_INTRABAR_POLICY,
    lookahead: verdict === null ? null : lookahead(verdict),
    interruptedAt: outcome.interruptedAtMs === null ? null : iso(outcome.interruptedAtMs),
    runHash: fingerprint.run,
    coveredFrom: iso(outcome.covered.fromMs),
    coveredTo: iso(outcome.covered.toMs),
    firstRefusal: first(outcome.refusals),
    firstFailure: first(outcome.failures),
  };
}

function iso(ms: TimestampMs): string {
  return new Date(ms).toISOString();
}

/** Null is what nobody knows: identical decisions at some of the cuts only are no answer yet, one that differs is. */
function lookahead({ cuts, identical, repeatable, complete }: Verdict): Readonly<Record<string, unknown>> {
  const isKnown = cuts > 0 && (complete || !identical);
  return { cuts, identical: isKnown ? identical : null, repeatable: isKnown ? repeatable : null, complete };
}

function first({ first: heard }: Heard): Readonly<Record<string, string>> | null {
  return heard === null ? null : { text: heard.text, at: iso(heard.atMs) };
}
