import { shownInstant } from '@tradewright/cli-kit';
import { InputError, type TimestampMs } from '@tradewright/core';
import { listenError, listenRisk, listenSignalBacktest, type BacktestStream, type IStrategyTickResult } from 'tradewright';

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

/** What is told of a run while it goes on. */
export interface DecisionListener {
  decided(knownAtMs: TimestampMs, decision: string, isOpening: boolean): void;
  /** The strategy was asked and nothing came of it. Whoever wants to know makes the run tell every frame. */
  silent?(atMs: TimestampMs): void;
}

/**
 * Hears every decision of the run with the instant at which it became known.
 *
 * @param counts - how far the run has come: listeners are called while it stands there
 */
export function listenDecisions(counts: () => Pick<BacktestStream['counts'], 'nowMs' | 'asks'>, listener: DecisionListener): () => void {
  let asks = 0;
  const hearSilence = ({ nowMs, asks: now }: ReturnType<typeof counts>): void => {
    // Between two asks there are idle frames too.
    if (now !== asks) listener.silent?.(nowMs);
    asks = now;
  };
  const refused = (why: string): void => listener.decided(counts().nowMs, `refused on ${shownInstant(counts().nowMs)}: ${why}`, false);
  const ends = [
    listenSignalBacktest((result) => {
      const decision = decisionOf(result);
      if (decision !== null) listener.decided(counts().nowMs, decision, result.action === 'opened');
      if (result.action === 'idle') hearSilence(counts());
      else asks = counts().asks;
    }, { idle: listener.silent !== undefined }),
    listenError((error) => {
      if (error instanceof InputError && error.code === 'signal/refused') refused(error.message);
    }),
    listenRisk(({ message }) => refused(message)),
  ];
  return () => {
    for (const end of ends) end();
  };
}
