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
  return { schemaVersion: SCHEMA_VERSION, ...results(outcome), ...origin(outcome), ...moreResults(outcome), ...passage(outcome), ...rulesAndChecks(outcome), ...firstTroubles(outcome), data: dataJson(outcome) };
}

function results(outcome: Outcome): Readonly<Record<string, unknown>> {
  const { sums, equity } = outcome.tally;
  return {
    candles: outcome.counts.candles,
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
  };
}

function origin({ strategyName, request, period }: Outcome): Readonly<Record<string, unknown>> {
  return {
    strategy: strategyName,
    symbol: request.symbol,
    from: iso(period.fromMs),
    to: iso(period.toMs),
    syntheticSeed: request.origin.kind === 'synthetic' ? request.origin.seed : null,
  };
}

function moreResults(outcome: Outcome): Readonly<Record<string, unknown>> {
  const { sums, equity } = outcome.tally;
  return {
    averagePnlPercent: percentOf(sums.averagePnlFrac),
    compoundedPnlPercent: percentOf(equity.gainFrac),
    buyAndHoldPercent: percentOf(buyAndHoldFrac(outcome)),
    feesPercent: percentOf(sums.feesFrac),
    truncatedTrades: sums.truncated,
  };
}

/** What the run went through on its way. */
function passage({ counts, skippedRows }: Outcome): Readonly<Record<string, unknown>> {
  return {
    warmUpFrames: counts.warmUpFrames,
    skippedFrames: counts.skippedFrames,
    gaps: counts.gaps,
    skippedRows,
    asks: counts.asks,
    failedAsks: counts.failedAsks,
    refusedSignals: counts.refused,
    cancelledSignals: counts.cancelled,
  };
}

function rulesAndChecks({ configuration, verdict, interruptedAtMs, fingerprint, covered }: Outcome): Readonly<Record<string, unknown>> {
  return {
    triggerPrice: configuration.CC_TRIGGER_PRICE === 'auto' ? 'candle-range' : configuration.CC_TRIGGER_PRICE,
    intrabarPolicy: configuration.CC_INTRABAR_POLICY,
    lookahead: verdict === null ? null : lookahead(verdict),
    interruptedAt: interruptedAtMs === null ? null : iso(interruptedAtMs),
    runHash: fingerprint.run,
    coveredFrom: iso(covered.fromMs),
    coveredTo: iso(covered.toMs),
  };
}

function firstTroubles({ refusals, failures }: Outcome): Readonly<Record<string, unknown>> {
  return { firstRefusal: first(refusals), firstFailure: first(failures) };
}

/** The candles of an exchange by which they can be told from all others; null for files and synthetic ones. */
function dataJson({ fingerprint: { data } }: Outcome): Readonly<Record<string, unknown>> | null {
  if (data === null) return null;
  const { key, span, candles, contentHash } = data;
  return { ...key, from: iso(span.fromMs), to: iso(span.toMs), candles, contentHash };
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
