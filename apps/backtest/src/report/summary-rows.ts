import { counted, duration, percent, seriesText, shownInstant, signedPercent, spanText, whole } from '@tradewright/cli-kit';
import { DAY_MS } from '@tradewright/core';
import { buyAndHoldFrac, candlesPerSecond, type Heard, type Outcome } from '../outcome.ts';
import type { Period } from '../request.ts';
import type { Verdict } from '../lookahead/check.ts';

export type SummaryRow = readonly [label: string, text: string];

/** What a trader reads first, most important things first. */
export function summaryRows(outcome: Outcome): readonly SummaryRow[] {
  const { period, counts, tally, configuration, verdict } = outcome;
  const { sums, equity } = tally;
  const rows: (SummaryRow | null)[] = [
    outcome.interruptedAtMs === null ? null : ['Interrupted', `at ${shownInstant(outcome.interruptedAtMs)} of the candles; what follows is what was computed until then`],
    ['Candles from', originText(outcome)],
    ['Period', periodText(period)],
    isWhole(outcome) ? null : ['Covered', `only ${periodText(outcome.covered)}: the candles reach no further`],
    ['Candles', `${whole(counts.candles)} of one minute, ${counted(counts.gaps, 'gap')}${outcome.skippedRows === 0 ? '' : `, ${counted(outcome.skippedRows, 'broken row')} left out`}`],
    ['Trades', `${whole(sums.trades)}: ${whole(sums.won)} won, ${whole(sums.lost)} lost, win rate ${percent(sums.winRateFrac, 1)}`],
    ['PnL', `${signedPercent(sums.pnlFrac)} in total, ${signedPercent(sums.averagePnlFrac, 3)} on average, after fees and slippage`],
    ['PnL interval', pnlInterval(outcome)],
    ['Max drawdown', `${percent(equity.maxDrawdownFrac)}, compounded over closed trades (which gained ${signedPercent(equity.gainFrac)} that way)`],
    ['Buy and hold', `${signedPercent(buyAndHoldFrac(outcome))} in the same period, without costs`],
    ['Fees', `${percent(sums.feesFrac)}, the sum over all trades`],
    ['Frames', `${whole(counts.frames)} looked at, ${whole(counts.warmUpFrames)} warm-up, ${whole(counts.skippedFrames)} skipped`],
    ['Asks', `${whole(counts.asks)}, ${whole(counts.failedAsks)} failed${first(outcome.failures)}`],
    ['Signals', `${whole(counts.refused)} refused, ${whole(counts.cancelled)} cancelled, ${counted(sums.truncated, 'trade')} cut off by the end of the data${first(outcome.refusals)}`],
    outcome.troubles.count === 0 ? null : ['Troubles', `${counted(outcome.troubles.count, 'callback, listener, request or background run', 'callbacks, listeners, requests or background runs')} failed${first(outcome.troubles)}`],
    ['Trigger', `${configuration.CC_TRIGGER_PRICE === 'auto' ? 'candle-range' : configuration.CC_TRIGGER_PRICE}, ${configuration.CC_INTRABAR_POLICY}`],
    verdict === null ? null : ['Look-ahead', verdictText(verdict)],
    ['Time', `${duration(outcome.durationMs)}, ${whole(candlesPerSecond(outcome))} candles/s`],
  ];
  return rows.filter((row) => row !== null);
}

function originText({ request: { origin }, fingerprint: { files, data } }: Outcome): string {
  if (origin.kind === 'synthetic') return `SYNTHETIC (seed ${origin.seed}): generated, not market data`;
  if (data === null) return counted(files.length, 'file');
  const { key, span, store, contentHash } = data;
  return `${seriesText(key)}, ${spanText(span)}, sha256 ${contentHash.slice(0, 16)}…, kept in ${store}`;
}

function periodText({ fromMs, toMs }: Period): string {
  return `${shownInstant(fromMs)} to ${shownInstant(toMs)} (${Number(((toMs - fromMs) / DAY_MS).toFixed(1))} days)`;
}

function isWhole({ period, covered }: Outcome): boolean {
  return period.fromMs === covered.fromMs && period.toMs === covered.toMs;
}

function pnlInterval({ tally: { sums } }: Outcome): string {
  const interval = `${signedPercent(sums.pnlLowFrac)} to ${signedPercent(sums.pnlHighFrac)}`;
  return sums.ambiguous === 0 ? `${interval}, no ambiguous trade` : `${interval}, ${counted(sums.ambiguous, 'ambiguous trade')} at the stop or at the target (first-order)`;
}

function first({ first: heard }: Heard): string {
  if (heard === null) return '';
  const { text, atMs } = heard;
  return `; the first on ${shownInstant(atMs)}: ${text.length > 200 ? `${text.slice(0, 199)}…` : text}`;
}

export function verdictText({ cuts, identical, differences, repeatable, complete }: Verdict): string {
  const made = complete ? counted(cuts, 'cut') : `${counted(cuts, 'cut')} before the interruption`;
  if (cuts === 0) return complete ? 'nothing to compare: the period is too short' : 'not checked: interrupted';
  if (identical) return `${made}, every earlier decision identical`;
  const what = `${made}, ${whole(differences.length)} with other decisions than the full run`;
  if (repeatable === null) return `DIFFERENCES FOUND: ${what}; whether the full run itself repeats was not found out`;
  return repeatable ? `LOOK-AHEAD FOUND: ${what}` : `NOT REPEATABLE: ${what}, but so has the full run when it is repeated: the strategy depends on chance, time or something outside`;
}
