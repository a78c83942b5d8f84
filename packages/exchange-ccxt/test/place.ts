import { candleAt, type Candle, type CandleRange, type CandleSource } from '@tradewright/core';
import { randomCandles } from '@tradewright/core/testing';
import { FakeExchange, type FakeExchangeOptions } from '@tradewright/fake-exchange';
import { onTestFinished } from 'vitest';
import { ccxtExchange, type CcxtExchange, type CcxtExchangeOptions, type CcxtNotice } from '../src/index.ts';
import { EagerClock } from './eager-clock.ts';

export const MINUTE = 60_000;
export const START = Date.UTC(2024, 0, 1);
export const KLINES = '/api/v3/klines';

export const CANDLES: readonly Candle[] = randomCandles({ seed: 7, count: 3000, fromMs: START });

export function minute(n: number): number {
  return START + n * MINUTE;
}

/** A fake exchange and the real ccxt class that talks to it; all past unless said otherwise. */
export interface Place {
  readonly fake: FakeExchange;
  readonly exchange: CcxtExchange;
  readonly source: CandleSource;
  readonly clock: EagerClock;
  readonly notices: CcxtNotice[];
  /** Another connection to the same exchange. */
  connect(options?: CcxtExchangeOptions): CcxtExchange;
}

export interface PlaceOptions extends CcxtExchangeOptions {
  readonly id?: string;
  readonly candles?: readonly Candle[];
  readonly fake?: Partial<FakeExchangeOptions>;
}

export async function place({ candles = CANDLES, id = 'binance', fake: fakeOptions, ...options }: PlaceOptions = {}): Promise<Place> {
  const nowMs = Date.UTC(2025, 0, 1);
  const clock = new EagerClock(nowMs);
  const fake = await FakeExchange.start({ markets: [{ symbol: 'BTCUSDT', candles }], nowMs: () => clock.elapsedMs() + nowMs, ...fakeOptions });
  onTestFinished(() => fake.close());
  const notices: CcxtNotice[] = [];
  const connect = (more: CcxtExchangeOptions = {}): CcxtExchange => {
    const one = ccxtExchange(id, {
      baseUrl: fake.url,
      type: 'spot',
      clock,
      random: () => 0.5,
      ccxtOptions: { enableRateLimit: false },
      onNotice: (notice) => notices.push(notice),
      ...options,
      ...more,
    });
    onTestFinished(() => one.close());
    return one;
  };
  const exchange = connect();
  return { fake, exchange, source: exchange.market.source, clock, notices, connect };
}

export async function read(source: CandleSource, range: Partial<CandleRange> = {}): Promise<Candle[]> {
  const candles: Candle[] = [];
  for await (const page of source.candles({ symbol: 'BTCUSDT', interval: '1m', fromMs: START, toMs: minute(CANDLES.length), ...range })) {
    for (let row = 0; row < page.length; row++) candles.push(candleAt(page, row));
  }
  return candles;
}
