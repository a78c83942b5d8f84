import { buyAndHoldFrac, candlesPerSecond, type Outcome } from '../outcome.ts';

const SCHEMA_VERSION = 1;

/** Percents without the dust of binary fractions; null where there is no number. */
function percentOf(fraction: number | null): number | null {
  return fraction === null || !Number.isFinite(fraction) ? null : Number((fraction * 100).toPrecision(12));
}

/** The summary for machines. The order of keys is part of it; new ones come at the end. */
export function summaryJson(outcome: Outcome): Readonly<Record<string, unknown>> {
  const { tally, counts, request, period, configuration, verdict, fingerprint } = outcome;
  const { sums, equity } = tally;
  const iso = (ms: number): string => new Date(ms).toISOString();
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
    lookahead: verdict === null ? null : { cuts: verdict.cuts, identical: verdict.cuts === 0 ? null : verdict.identical, repeatable: verdict.repeatable },
    interruptedAt: outcome.interruptedAtMs === null ? null : iso(outcome.interruptedAtMs),
    runHash: fingerprint.run,
  };
}
