import { describe, expect, it } from 'vitest';
import { candles, Market, minuteOf } from '../test/market.ts';
import { thenable, world } from '../test/world.ts';
import { getDate, getMode } from './index.ts';

describe('the callbacks of exchange and frame', () => {
  it('know the run they belong to and its instant', async () => {
    const seen: unknown[] = [];
    const noting = async (what: string): Promise<void> => void seen.push([what, minuteOf(await getDate()), await getMode()]);
    const note = noting as (what: string) => void; // as users do: the types say that nobody waits, and yet the context lasts
    const market = new Market(candles(-50, 300), { maxCandlesPerRequest: 20, callbacks: { onCandleData: () => note('onCandleData') } });
    const { results, errors } = world({ market, to: 30, frame: { callbacks: { onTimeframe: () => note('onTimeframe') } } });
    await results();
    expect(errors).toEqual([]);
    expect(seen).toContainEqual(['onTimeframe', 0, 'backtest']);
    expect(seen).toContainEqual(['onCandleData', 0, 'backtest']);
  });

  it('hear of requests also of an exchange that has a faster way to its candles', async () => {
    const heard: number[] = [];
    const source = { name: 'fast', candles: () => { throw new Error('past the callback'); } };
    const market = new Market(candles(-50, 300), { source, maxCandlesPerRequest: 20, callbacks: { onCandleData: (_symbol, _interval, since) => void heard.push(minuteOf(since)) } });
    const { results, errors } = world({ market, to: 30 });
    await results();
    expect([errors, heard.length]).toEqual([[], market.requests.length]);
    expect(heard.length).toBeGreaterThan(1);
  });

  it.each([
    ['throw', () => { throw new Error('no'); }],
    ['reject', () => Promise.reject(new Error('no'))],
    ['reject with a promise of somebody else', () => thenable((_done, fail) => fail(new Error('no')))],
  ])('are reported when they %s, and the run stands', async (_how, fail) => {
    const market = new Market(candles(-50, 300), { callbacks: { onCandleData: fail as () => void } });
    const { results, errors } = world({ market, frame: { callbacks: { onTimeframe: fail as () => void } } });
    expect(await results()).toEqual([]);
    expect(errors.map(({ message }) => message)).toEqual(['no', 'no']);
  });
});
