import type { Tradewright } from '../../src/create.ts';
import type { DoneContract, IStrategyCallbacks, IStrategyTickResult } from '../../src/types.ts';

/** One call of a hook, or one result. */
export interface Note {
  readonly kind: string;
  readonly given: unknown;
}

/** Takes note of a call; what it returns, the hook returns. */
export type Take = (kind: string, given: unknown) => unknown;

export const CALLBACKS: readonly (keyof IStrategyCallbacks)[] = ['onTick', 'onOpen', 'onActive', 'onIdle', 'onClose', 'onSchedule', 'onCancel', 'onWrite', 'onPartialProfit', 'onPartialLoss'];
/** Those that do not make a run look at every frame or candle. */
export const QUIET_CALLBACKS: readonly (keyof IStrategyCallbacks)[] = ['onOpen', 'onActive', 'onClose', 'onSchedule', 'onCancel', 'onWrite'];

export function callbacksTo(take: Take, names: readonly (keyof IStrategyCallbacks)[] = CALLBACKS): Partial<IStrategyCallbacks> {
  return Object.fromEntries(names.map((name) => [name, (...given: unknown[]) => take(name, given)])) as Partial<IStrategyCallbacks>;
}

/** Listens to everything that a backtest can tell. @param idle - also to frames at which nothing happened */
export function listenTo(tw: Tradewright, take: Take, idle: boolean): void {
  const to = (kind: string) => (given: unknown): unknown => take(kind, given);
  tw.listenSignal(to('signal'), { idle });
  tw.listenSignalBacktest(to('signalBacktest'), { idle });
  tw.listenPartialProfit(to('partialProfit'));
  tw.listenPartialLoss(to('partialLoss'));
  tw.listenError(({ name, message }) => take('error', `${name}: ${message}`));
  tw.listenExit(({ message }) => take('exit', message));
  tw.listenRisk(to('risk'));
  tw.listenValidation(({ message }) => take('validation', message));
  tw.listenDoneBacktest((done) => take('done', outcomeOf(done)));
  if (idle) tw.listenBacktestProgress(to('progress'));
}

/** What a run came to, without what depends on how closely it looked at its candles. */
function outcomeOf({ counts: { asks, failedAsks, refused, opened, closed, cancelled, truncated }, ...whose }: DoneContract): unknown {
  return { ...whose, asks, failedAsks, refused, opened, closed, cancelled, truncated };
}

/** Whether a note says that nothing happened. */
export function isStill({ kind, given }: Note): boolean {
  if (kind === 'onIdle' || kind === 'onPartialProfit' || kind === 'onPartialLoss' || kind === 'progress') return true;
  const result = kind === 'onTick' ? (given as [string, IStrategyTickResult])[1] : kind === 'signal' || kind === 'signalBacktest' ? (given as IStrategyTickResult) : null;
  return result?.action === 'idle';
}
