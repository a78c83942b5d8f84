import { InputError, type TimestampMs } from '@tradewright/core';
import { listenError, listenSignalBacktest, type IStrategyTickResult } from 'tradewright';
import { shownInstant } from '../instant.ts';

/** A decision in words that are equal only if it is. Ids are left out: a strategy may roll them. */
export function decisionOf(result: IStrategyTickResult): string | null {
  switch (result.action) {
    case 'scheduled':
      return `scheduled ${planText(result.signal)} on ${shownInstant(result.signal.scheduledAt)}`;
    case 'opened':
      return `opened ${planText(result.signal)} on ${shownInstant(result.signal.pendingAt)}`;
    case 'closed':
      // Where the data end, everything ends: that is the cut, not a decision.
      return result.truncated ? null : `closed ${result.signal.position} at ${result.pnl.priceClose} by ${result.closeReason} on ${shownInstant(result.closeTimestamp)}`;
    case 'cancelled':
      return `cancelled ${result.signal.position} by ${result.reason} on ${shownInstant(result.closeTimestamp)}`;
    default:
      return null;
  }
}

function planText({ position, priceOpen, priceTakeProfit, priceStopLoss, minuteEstimatedTime }: Extract<IStrategyTickResult, { action: 'opened' }>['signal']): string {
  return `${position} at ${priceOpen} (target ${priceTakeProfit}, stop ${priceStopLoss}, ${minuteEstimatedTime} min)`;
}

/**
 * Hears every decision of the run with the instant at which it became known.
 *
 * @param nowMs - how far the run has come: listeners are called while it stands there
 */
export function listenDecisions(nowMs: () => TimestampMs, hear: (knownAtMs: TimestampMs, decision: string, isOpening: boolean) => void): () => void {
  const offSignals = listenSignalBacktest((result) => {
    const decision = decisionOf(result);
    if (decision !== null) hear(nowMs(), decision, result.action === 'opened');
  });
  const offErrors = listenError((error) => {
    if (error instanceof InputError && error.code === 'signal/refused') hear(nowMs(), `refused on ${shownInstant(nowMs())}: ${error.message}`, false);
  });
  return () => {
    offSignals();
    offErrors();
  };
}
