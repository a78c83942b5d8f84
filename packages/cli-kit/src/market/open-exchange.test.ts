import { randomCandles } from '@tradewright/core/testing';
import { FakeExchange } from '@tradewright/fake-exchange';
import { expect, it, onTestFinished } from 'vitest';
import { openExchange } from './open-exchange.ts';

const FROM_MS = Date.UTC(2024, 0, 1);
const [spot, swap] = [randomCandles({ seed: 1, count: 10, fromMs: FROM_MS }), randomCandles({ seed: 2, count: 10, fromMs: FROM_MS })];

it.each([
  ['BTCUSDT', spot],
  ['BTC/USDT', spot],
  ['BTC/USDT:USDT', swap],
])('%s of an exchange that has a spot market and a future of that name', async (symbol, candles) => {
  const fake = await FakeExchange.start({ markets: [{ symbol: 'BTCUSDT', candles: spot }, { symbol: 'BTCUSDT', candles: swap, kind: 'linear' }], nowMs: () => FROM_MS + 3_600_000 });
  onTestFinished(() => fake.close());
  const exchange = openExchange({ id: 'binance', url: fake.url });
  onTestFinished(() => exchange.close());
  const closes: number[] = [];
  for await (const page of exchange.source.candles({ symbol, interval: '1m', fromMs: FROM_MS, toMs: FROM_MS + 600_000 })) closes.push(...page.close.subarray(0, page.length));
  expect(closes).toEqual(candles.map(({ close }) => close));
});
