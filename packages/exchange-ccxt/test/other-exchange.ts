import type { Candle } from '@tradewright/core';
import type { CcxtClass } from '../src/library/ccxt-shape.ts';

/** The answer of an exchange of another kind to a question for candles. */
export type Answering = (sinceMs: number, limit: number, stepMs: number) => readonly Candle[];

export interface OtherTraits {
  readonly answer?: Answering;
  readonly has?: Readonly<Record<string, boolean>>;
  /** What ccxt says of the most candles per request. */
  readonly told?: number;
}

const STEPS: Readonly<Record<string, number>> = { '1m': 60_000, '1d': 86_400_000 };

/** Loads the real ccxt with a class of Binance that behaves like another exchange. */
export function otherExchange({ answer, has, told }: OtherTraits): () => Promise<unknown> {
  return async () => {
    const { default: ccxt } = (await import('ccxt')) as unknown as { default: { pro: { binance: CcxtClass } } & Record<string, unknown> };
    class Other extends ccxt.pro.binance {
      constructor(config: Readonly<Record<string, unknown>>) {
        super(config);
        Object.assign(this.has, has);
      }
    }
    const { prototype } = Other;
    if (told !== undefined) prototype.featureValue = () => told;
    if (answer !== undefined) prototype.fetchOHLCV = async (_symbol, timeframe, since, limit) => answer(since, limit, STEPS[timeframe]!).map(({ openTimeMs, open, high, low, close, volume }) => [openTimeMs, open, high, low, close, volume]);
    return { default: { ...ccxt, exchanges: ccxt.exchanges, errors: ccxt.errors, pro: { ...ccxt.pro, binance: Other } } };
  };
}
