import type { CancelSignal, Clock, TimestampMs } from '@tradewright/core';
import { AskedCandles } from './asked-candles.ts';
import { CandleHistory } from './candle-history.ts';
import type { Parts } from './container.ts';
import { enterToEnd } from './context.ts';
import { ExchangeSource } from './exchange-source.ts';
import { HookContext } from './hook-context.ts';
import { RunLog } from './run-log.ts';
import { asking, vwapOf } from './run-options.ts';
import { RunOver } from './run-over.ts';
import { RunScope, type RunMode } from './run-scope.ts';
import type { RunContext } from './runs.ts';
import { toError } from './to-error.ts';
import type { IExchangeSchema } from './types.ts';

export interface ScopedRunOrder {
  readonly mode: RunMode;
  readonly symbol: string;
  readonly names: RunContext;
  readonly exchange: IExchangeSchema;
  readonly startMs: TimestampMs;
  /** For requests that take too long, and pauses between them. */
  readonly clock: Clock;
  /** The instant the exchange lives in. */
  readonly nowMs: () => TimestampMs;
  readonly cancel: CancelSignal | undefined;
}

/** Whatever a run needs before there is an engine. */
export interface ScopedRun {
  readonly scope: RunScope;
  readonly source: ExchangeSource;
  /** Ends what the source still waits for. */
  readonly over: RunOver;
  readonly log: RunLog;
  /** Calls a user's function within the context of the run. */
  readonly callBack: (hook: () => unknown) => void;
}

export function scopedRun({ events, logger, config: { values: config } }: Parts, order: ScopedRunOrder): ScopedRun {
  const { mode, symbol, names: { strategyName, exchangeName, frameName = '' }, exchange, startMs, clock, nowMs, cancel } = order;
  const report = (thrown: unknown): void => events.emit('error', toError(thrown), scope.origin);
  const callBack = (hook: () => unknown): void => void enterToEnd(new HookContext(scope, scope.origin.atMs, null), hook, report);
  const onError = (error: Error): void => {
    log.refused('getCandles failed', error);
    report(error);
  };
  const over = new RunOver(cancel);
  const live = mode === 'live';
  const sourceUntil = (end: CancelSignal | undefined, broken: 'left-out' | 'at-once'): ExchangeSource => new ExchangeSource({
    exchange, clock, nowMs, cancel: end, onError, callBack, ...asking(config), strict: live || config.CC_CANDLE_GAP === 'error', broken: live ? broken : 'fails', direct: !config.CC_CANDLE_PREFETCH,
  });
  // The run needs no more candles when it is over; a listener that is late may still have questions.
  // A live run itself knows how to go on past a broken candle.
  const [source, past] = [sourceUntil(over, 'at-once'), sourceUntil(cancel, 'left-out')];
  const history = config.CC_CANDLE_PREFETCH ? new CandleHistory(past, vwapOf(config), live) : new AskedCandles(past, vwapOf(config));
  const scope = new RunScope({ mode, names: { symbol, strategyName, exchangeName }, frameName, exchange, history, logger, startMs });
  const log = new RunLog(logger, scope, report);
  return { scope, source, over, log, callBack };
}
