import type { Candle, CandleFeed } from '@tradewright/core';
import { FakeClock } from '@tradewright/core/testing';
import { FakeExchange, type FakeExchangeOptions } from '@tradewright/fake-exchange';
import { ccxtExchange, type CcxtExchange, type CcxtExchangeOptions, type CcxtNotice } from '../src/index.ts';
import { UnderWay } from './counting.ts';

export interface FedPlace {
  readonly fake: FakeExchange;
  readonly exchange: CcxtExchange;
  readonly feed: CandleFeed;
  readonly clock: FakeClock;
  readonly notices: CcxtNotice[];
  /** Time goes on, here and there; what falls due on the way is done and answered. */
  advanceTo(nowMs: number): Promise<void>;
  /** Whatever is under way comes to its end. */
  settle(): Promise<void>;
  close(): Promise<void>;
}

/** How an exchange of another kind answers a question for one-minute candles. */
export type AnsweringAt = (sinceMs: number, limit: number, nowMs: number) => readonly Candle[];

/** A long time is passed in a few large steps and ends in small ones, in which what was asked last is asked again. */
const LARGE_STEPS = 10;
const SMALL_STEPS = 12;
const SMALL_MS = 2000;

export async function fedPlace(candles: readonly Candle[], nowMs: number, options: CcxtExchangeOptions = {}, more: Partial<FakeExchangeOptions> = {}, without: readonly string[] = [], answer?: AnsweringAt): Promise<FedPlace> {
  const clock = new FakeClock(nowMs);
  const underWay = new UnderWay(without, answer && ((sinceMs, limit) => answer(sinceMs, limit, clock.nowMs())));
  const fake = await FakeExchange.start({ markets: [{ symbol: 'BTCUSDT', candles }, { symbol: 'ETHUSDT', candles }], nowMs: () => clock.nowMs(), ...more });
  const notices: CcxtNotice[] = [];
  const exchange = ccxtExchange('binance', {
    baseUrl: fake.url,
    type: 'spot',
    clock,
    random: () => 0.5,
    pollOnly: true,
    ccxtOptions: { enableRateLimit: false },
    load: underWay.load,
    onNotice: (notice) => notices.push(notice),
    ...options,
  });
  const pass = async (durationMs: number): Promise<void> => {
    await clock.pass(durationMs);
    fake.tick();
    await underWay.over();
  };
  const advanceTo = async (untilMs: number): Promise<void> => {
    await underWay.over();
    const large = Math.floor(Math.max(0, untilMs - clock.nowMs() - SMALL_STEPS * SMALL_MS) / LARGE_STEPS);
    for (let i = 0; i < LARGE_STEPS && large > 0; i++) await pass(large);
    for (let i = SMALL_STEPS; i > 0; i--) await pass(Math.ceil((untilMs - clock.nowMs()) / i));
  };
  return {
    fake,
    exchange,
    feed: exchange.feed,
    clock,
    notices,
    advanceTo,
    settle: () => underWay.over(),
    close: async () => {
      await exchange.close();
      await fake.close();
    },
  };
}
