import type { Candle, Strategy } from '@tradewright/core';
import { portfolio, type PortfolioEvent, type PortfolioOptions } from '@tradewright/core/run';
import { ArraySource, randomCandles } from '@tradewright/core/testing';
import { expect, it } from 'vitest';
import { calmMarket } from '../src/calm-market.ts';
import { equalShare } from '../src/equal-share.ts';
import { MINUTE, START } from './candles.ts';

const DAY_MINUTES = 1440;
const MARKETS: Readonly<Record<string, readonly Candle[]>> = Object.fromEntries(
  ['BTCUSDT', 'ETHUSDT', 'SOLUSDT'].map((symbol, i) => [symbol, randomCandles({ seed: i, count: 2 * DAY_MINUTES, fromMs: START, moveFrac: 0.002 })]),
);

/** Buys whenever it may. What rules see of the past is what strategies have declared: an hour. */
const eager: Strategy = {
  name: 'eager',
  interval: '15m',
  history: { '1m': 61 },
  ask: ({ price }) => ({ side: 'long', takeProfitPrice: price * 1.01, stopLossPrice: price * 0.99, lifetimeMinutes: 120 }),
};

async function eventsOf(over: Pick<PortfolioOptions, 'risk' | 'sizer'>): Promise<PortfolioEvent[]> {
  const events: PortfolioEvent[] = [];
  const run = portfolio({
    fromMs: START + 120 * MINUTE, toMs: START + 2 * DAY_MINUTES * MINUTE, capitalQuote: 9000, ...over,
    lines: Object.entries(MARKETS).map(([symbol, candles]) => ({ symbol, strategy: eager, candles: new ArraySource(candles) })),
    rules: { trigger: 'candle-range', costs: { feeFrac: 0, slippageFrac: 0 } },
  });
  for await (const event of run) events.push(event);
  return events;
}

/** How far the closes of the hour before an instant lie apart. */
function moveBefore(symbol: string, atMs: number): number {
  const closes = MARKETS[symbol]!.filter(({ openTimeMs }) => openTimeMs + MINUTE <= atMs && openTimeMs + MINUTE >= atMs - 60 * MINUTE).map(({ close }) => close);
  expect(closes.length).toBe(61);
  return Math.max(...closes) / Math.min(...closes) - 1;
}

it('a rule by hand lets positions open in calm markets only, and says why not in others', async () => {
  const events = await eventsOf({ risk: [calmMarket({ maxMoveFrac: 0.02 })] });
  const opened: number[] = [];
  const refused: number[] = [];
  for (const one of events) {
    if (one.kind !== 'line') continue;
    const { symbol, event } = one;
    if (event.kind === 'opened') opened.push(moveBefore(symbol, event.knownAtMs));
    if (event.kind !== 'refused') continue;
    expect(event.refusal).toMatchObject({ by: 'risk', reason: expect.stringMatching(new RegExp(`^refused by calm-market: ${symbol} moved by `)) });
    refused.push(moveBefore(symbol, event.knownAtMs));
  }
  expect([opened.length > 10, refused.length > 10]).toEqual([true, true]);
  expect(Math.max(...opened)).toBeLessThanOrEqual(0.02);
  expect(Math.min(...refused)).toBeGreaterThan(0.02);
});

it('a sizer by hand gives every position the same share of what the account is worth then', async () => {
  const events = await eventsOf({ sizer: equalShare({ positions: 3 }) });
  const opened = events.flatMap((one) => (one.kind === 'line' && one.event.kind === 'opened' ? [one.event.position] : []));
  expect(opened.length).toBeGreaterThan(10);
  const notionals = opened.map(({ entry }) => entry.quotedPrice * entry.quantity);
  // The account is marked to last closes: a position is worth a little more or less than its entry from the first instant on.
  expect(notionals[0]).toBeCloseTo(3000, 8);
  for (const notional of notionals.slice(1, 3)) expect(Math.abs(notional - 3000)).toBeLessThan(6);
  expect(Math.abs(notionals.at(-1)! - 3000)).toBeGreaterThan(6);
});
