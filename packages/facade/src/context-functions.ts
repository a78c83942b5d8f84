import { current } from './context.ts';
import type { CandleInterval, ICandleData } from './types.ts';

/**
 * The last `limit` closed candles at the instant of the running hook, oldest first.
 *
 * @throws {InputError} `context/missing` outside a hook, `context/over` after it, `candles/…` for a bad question
 */
export function getCandles(symbol: string, interval: CandleInterval, limit: number): Promise<ICandleData[]> {
  // Not `async`: that would cost two more promises on the way that strategies of the seeds take at every ask.
  try {
    return current('getCandles').candles(symbol, interval, limit);
  } catch (error) {
    return Promise.reject(error as Error);
  }
}

/** The VWAP at the instant of the running hook. @throws {InputError} as `getCandles` */
export async function getAveragePrice(symbol: string): Promise<number> {
  return current('getAveragePrice').averagePrice(symbol);
}

/** The instant of the running hook. @throws {InputError} as `getCandles` */
export async function getDate(): Promise<Date> {
  return current('getDate').when;
}

/** The mode of the running hook. @throws {InputError} as `getCandles` */
export async function getMode(): Promise<'backtest' | 'live'> {
  return current('getMode').mode;
}
