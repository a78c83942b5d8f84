import { describe, expect, it } from 'vitest';
import { LIVE_NAMES, liveWorld } from '../test/live-world.ts';
import { candles, Market, minute, minuteOf } from '../test/market.ts';
import { SYMBOL } from '../test/world.ts';

const NAMES = { symbol: SYMBOL, ...LIVE_NAMES };
const ONCE = { CC_GET_CANDLES_RETRY_COUNT: 1, CC_GET_CANDLES_RETRY_DELAY_MS: 1 };

/** An exchange that does something else from one candle on, until a question reaches the end of that. */
function away(from: number, until: number, what: 'silent' | 'down'): Market {
  return new Market(candles(-2000, 3000), { answer: ({ since, limit }, honest) => {
    const to = minuteOf(since) + limit;
    if (to <= from || to > until) return honest;
    if (what === 'down') throw new Error('down');
    return honest.filter(({ timestamp }) => timestamp < minute(from));
  } });
}

describe('candles that stay away', () => {
  it.each(['silent', 'down'] as const)('are told of after three ticks in a row, once, and that they are back: the exchange is %s', async (what) => {
    const { results, status, errors } = liveWorld({ market: away(2, 6, what), config: ONCE, to: 10 });
    await results();
    const news = status.filter(({ kind }) => kind === 'stale' || kind === 'fresh');
    expect(news).toMatchObject([
      { ...NAMES, kind: 'stale', blindTicks: 3, sinceMs: minute(3), timestamp: minute(5) },
      { ...NAMES, kind: 'fresh', blindTicks: 4, sinceMs: minute(3), timestamp: minute(7) },
    ]);
    const told = errors.filter((error) => Reflect.get(error, 'code') === 'candles/stale');
    expect(told).toMatchObject([{ retryable: true, message: `memory has given no new candle of ${SYMBOL} to scripted at 3 ticks in a row, since 2024-01-01T00:03:00.000Z: nothing can be judged until it does.` }]);
    expect(Reflect.get(news[0]!, 'error')).toBe(told[0]);
  });

  it('for two ticks only are a delay, and no news', async () => {
    const { results, status, errors } = liveWorld({ market: away(2, 4, 'silent'), config: ONCE, to: 10 });
    await results();
    expect(status.flatMap((event) => (event.kind === 'ticked' && event.late ? [minuteOf(event.timestamp)] : []))).toEqual([3, 4]);
    expect([new Set(status.map(({ kind }) => kind)), errors]).toEqual([new Set(['ticked']), []]);
  });
});
