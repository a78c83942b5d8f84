import { describe, expect, it } from 'vitest';
import { Shelf, useShelf } from '../../test/kv.ts';
import { LIVE_NAMES, liveWorld } from '../../test/live-world.ts';
import { candles, Market, minuteOf } from '../../test/market.ts';
import { long, SYMBOL, told } from '../../test/world.ts';
import type { Tradewright } from '../create.ts';

const one = { riskName: 'one', validations: [] };
const opening = { 5: [100, 100, 98, 100] } as const;
const rising = { 3: [100, 103, 100, 103], 4: [103, 103, 103, 103], 5: [103, 107, 103, 107], 6: [107, 107, 107, 107], 7: [107, 107, 107, 107] } as const;

/** Gives other classes at a minute of the run. */
const changing = (first: Shelf, second: Shelf, atMinute: number) => (tw: Tradewright): void => {
  useShelf(first)(tw);
  let changed = false;
  tw.listenLiveStatus(({ timestamp }) => {
    if (changed || minuteOf(timestamp) < atMinute) return;
    changed = true;
    useShelf(second)(tw);
  });
};

describe('classes given while a run is under way', () => {
  it('get what lives with its next write, and a restart goes on with them', async () => {
    const [first, second] = [new Shelf(), new Shelf()];
    const market = new Market(candles(-2000, 3000, opening));
    const script = { 2: long({ id: 'mine', priceOpen: 99 }) };
    await liveWorld({ store: null, market, risk: one, script, to: 8, before: changing(first, second, 3) }).results();
    expect(first.get('schedule/BTCUSDT_scripted/BTCUSDT')).toMatchObject({ id: 'mine' });
    expect(first.get('signal/BTCUSDT_scripted/BTCUSDT')).toBeUndefined();
    expect(second.get('signal/BTCUSDT_scripted/BTCUSDT')).toMatchObject({ id: 'mine', priceOpen: 99 });
    expect(second.get('risk/one/positions')).toMatchObject([['scripted:BTCUSDT', { symbol: SYMBOL }]]);
    expect(new Set(told(await liveWorld({ store: null, risk: one, before: useShelf(second), from: 8, to: 10 }).results()))).toEqual(new Set(['active']));
  });

  it('get the signal that has not changed together with the levels that have', async () => {
    const [first, second] = [new Shelf(), new Shelf()];
    const market = new Market(candles(-2000, 3000, rising));
    await liveWorld({ store: null, market, script: { 1: long({ id: 'mine' }) }, to: 8, before: changing(first, second, 5) }).results();
    expect(second.get('signal/BTCUSDT_scripted/BTCUSDT')).toEqual(first.get('signal/BTCUSDT_scripted/BTCUSDT'));
    expect((second.get('partial/BTCUSDT/levels') as Record<string, { profitLevels: number[] }>)['mine']!.profitLevels.length).toBeGreaterThan((first.get('partial/BTCUSDT/levels') as Record<string, { profitLevels: number[] }>)['mine']!.profitLevels.length);
  });

  it('lose what they hold of a run that has nothing any more', async () => {
    const [first, second] = [new Shelf(), new Shelf()];
    await liveWorld({ store: null, script: { 2: long({ id: 'stale' }) }, to: 4, before: useShelf(second) }).results();
    const script = { 1: long({ minuteEstimatedTime: 3 }) };
    await liveWorld({ store: null, script, to: 9, before: changing(first, second, 2) }).results();
    expect(second.get('signal/BTCUSDT_scripted/BTCUSDT')).toBeNull();
  });

  it('keep their rows of other exchanges', async () => {
    const [first, second] = [new Shelf(), new Shelf()];
    const theirs = { id: 'theirs', position: 'long', priceOpen: 1, ...LIVE_NAMES, exchangeName: 'other', symbol: SYMBOL };
    second.entities.set('signal/BTCUSDT_scripted/BTCUSDT', JSON.stringify(theirs));
    const market = new Market(candles(-2000, 3000, opening));
    await liveWorld({ store: null, market, script: { 2: long({ id: 'mine', priceOpen: 99 }) }, to: 8, before: changing(first, second, 3) }).results();
    expect(second.get('signal/BTCUSDT_scripted/BTCUSDT')).toEqual(theirs);
    expect(second.get('signal/BTCUSDT_scripted/BTCUSDT@memory')).toMatchObject({ id: 'mine' });
  });
});

describe('positions that do not say whose they are', () => {
  const stray = (strategyName: string): unknown[] => [`${strategyName}:BTCUSDT`, { symbol: SYMBOL, signal: null, strategyName, exchangeName: '', openTimestamp: 1 }];

  it('stay where they are, however often slots are taken and given back', async () => {
    const shelf = new Shelf();
    shelf.entities.set('risk/one/positions', JSON.stringify([stray('foreign')]));
    await liveWorld({ store: null, risk: one, script: { 1: long({ minuteEstimatedTime: 2 }) }, to: 3, before: useShelf(shelf) }).results();
    expect((shelf.get('risk/one/positions') as unknown[][]).map(([name]) => name)).toEqual(['scripted:BTCUSDT', 'foreign:BTCUSDT']);
    await liveWorld({ store: null, risk: one, from: 3, to: 8, before: useShelf(shelf) }).results();
    expect(shelf.get('risk/one/positions')).toEqual([stray('foreign')]);
  });

  it('give way to the slot that the run of their name takes', async () => {
    const shelf = new Shelf();
    shelf.entities.set('risk/one/positions', JSON.stringify([stray('scripted')]));
    await liveWorld({ store: null, risk: one, script: { 1: long({ minuteEstimatedTime: 2 }) }, to: 8, before: useShelf(shelf) }).results();
    expect(shelf.get('risk/one/positions')).toEqual([]);
  });

  it('are those of the class of now', async () => {
    const [first, second] = [new Shelf(), new Shelf()];
    first.entities.set('risk/one/positions', JSON.stringify([stray('first')]));
    second.entities.set('risk/one/positions', JSON.stringify([stray('second')]));
    await liveWorld({ store: null, risk: one, script: { 3: long({ minuteEstimatedTime: 2 }) }, to: 9, before: changing(first, second, 1) }).results();
    expect([first.get('risk/one/positions'), second.get('risk/one/positions')]).toEqual([[stray('first')], [stray('second')]]);
  });
});
