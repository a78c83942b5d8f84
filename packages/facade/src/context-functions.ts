import type { Parts } from './container.ts';
import { current, liveContext } from './context.ts';
import { dumpSignal } from './dump-signal.ts';
import { EnteredMarket } from './entered-market.ts';
import type { Question } from './question.ts';
import type { CandleInterval, ICandleData, ISignalDto, MessageModel } from './types.ts';

/**
 * What can be asked inside getSignal, callbacks and listeners: the run that the hook belongs to answers, whichever
 * instance's function it is. Elsewhere, contexts entered by hand decide, and the instance's own exchanges answer.
 *
 * All reject with `InputError` `context/missing` outside a context and `context/over` after the hook has settled.
 */
export interface ContextFunctions {
  /** The last `limit` closed candles at the instant of the hook, oldest first. Rejects with `candles/…`, `interval/unknown` for a bad question. */
  getCandles(symbol: string, interval: CandleInterval, limit: number): Promise<ICandleData[]>;
  /** The VWAP at the instant of the hook. */
  getAveragePrice(symbol: string): Promise<number>;
  /** The instant of the hook. */
  getDate(): Promise<Date>;
  getMode(): Promise<'backtest' | 'live'>;
  /** A price as the run's exchange writes it. Rejects with `format/…` for what is no symbol or no number. */
  formatPrice(symbol: string, price: number): Promise<string>;
  formatQuantity(symbol: string, quantity: number): Promise<string>;
  /**
   * Writes the conversation behind a signal to `<outputDir>/<signalId>/`, unless that is there already. Works anywhere.
   * Rejects with `dump/…` for what cannot be written.
   */
  dumpSignal(signalId: string, history: MessageModel[], signal: ISignalDto | null, outputDir?: string): Promise<void>;
}

/** The context functions of one instance; they need no `this`. */
export function contextFunctions(parts: Parts): ContextFunctions {
  const here = (caller: string): Question => {
    const context = current(caller);
    return context.kind === 'entered' ? new EnteredMarket(parts, context, caller) : context;
  };
  const fail = (error: unknown): void => parts.events.report('signal', error, null);
  return {
    getCandles(symbol, interval, limit) {
      // Not `async`: that would cost two more promises on the way that strategies of the seeds take at every ask.
      try {
        return here('getCandles').candles(symbol, interval, limit);
      } catch (error) {
        return Promise.reject(error as Error);
      }
    },
    getAveragePrice: async (symbol) => here('getAveragePrice').averagePrice(symbol),
    getDate: async () => here('getDate').when,
    getMode: async () => here('getMode').mode,
    formatPrice: async (symbol, price) => here('formatPrice').formatPrice(symbol, price),
    formatQuantity: async (symbol, quantity) => here('formatQuantity').formatQuantity(symbol, quantity),
    dumpSignal: async (signalId, history, signal, outputDir = './dump/strategy') => {
      const context = liveContext();
      const logger = context === undefined || context.kind === 'entered' ? parts.logger : context.scope.logger;
      await dumpSignal(signalId, history, signal, outputDir, (message) => logger.write('warn', 'dumpSignal', () => [message], fail));
    },
  };
}
