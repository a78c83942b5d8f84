import type { RiskRule } from '@tradewright/core';
import { describe, expect, it } from 'vitest';
import { LIVE_NAMES, liveWorld, type LiveWorldOptions } from '../../test/live-world.ts';
import { Shelf, useShelf } from '../../test/kv.ts';
import { candles, Market, minute } from '../../test/market.ts';
import { long, SYMBOL, told } from '../../test/world.ts';

const market = (): Market => new Market(candles(-2000, 3000, { 5: [100, 111, 100, 100] }));
const over = (shelf: Shelf, options: LiveWorldOptions = {}, how: Parameters<typeof useShelf>[1] = {}): ReturnType<typeof liveWorld> => liveWorld({ market: market(), store: null, before: useShelf(shelf, how), ...options });

/** What was written and removed, without what was only looked at. */
const changes = ({ log }: Shelf): string[] => log.filter((entry) => / (write|remove) /.test(entry));
const one = { riskName: 'one', validations: [({ activePositionCount }: { activePositionCount: number }) => { if (activePositionCount > 0) throw new Error('one is enough'); }] };

describe('live trading on classes of the seeds', () => {
  it('keeps the seeds’ rows, under the seeds’ names', async () => {
    const shelf = new Shelf();
    await over(shelf, { script: { 2: long({ id: 'mine', note: 'why' }) }, to: 4 }).results();
    expect(shelf.log.filter((entry) => entry.startsWith('new '))).toEqual(['new signal BTCUSDT_scripted ./dump/data/signal/', 'new schedule BTCUSDT_scripted ./dump/data/schedule/', 'new risk halt ./dump/data/risk/']);
    expect(shelf.get('signal/BTCUSDT_scripted/BTCUSDT')).toEqual({
      id: 'mine', position: 'long', note: 'why', priceOpen: 100, priceTakeProfit: 110, priceStopLoss: 95, minuteEstimatedTime: 60, ...LIVE_NAMES, symbol: SYMBOL,
      scheduledAt: minute(2), pendingAt: minute(2), _isScheduled: false,
    });
  });

  it('keeps a halt beside them, over a restart, until somebody resumes', async () => {
    const shelf = new Shelf();
    const first = over(shelf, { script: { 2: long() }, to: 4 });
    await first.tw.Risk.halt('over night');
    expect(shelf.get('risk/halt/default')).toMatchObject({ halt: { reason: 'over night', closesPositions: false } });
    const second = over(shelf, { script: { 2: long() }, to: 4 });
    expect((await second.results()).map(({ action }) => action)).not.toContain('opened');
    expect(second.tw.Risk.halted?.reason).toBe('over night');
    await second.tw.Risk.resume();
    expect((await over(shelf, { script: { 5: long() }, from: 4, to: 7 }).results()).map(({ action }) => action)).toContain('opened');
  });

  it('goes on with them after a restart', async () => {
    const shelf = new Shelf();
    await over(shelf, { script: { 2: long() }, to: 4 }).results();
    const calls: string[] = [];
    const results = await over(shelf, { from: 4, callbacks: { onActive: (_symbol, { id }) => void calls.push(id) } }).results();
    expect(told(results)).toEqual(['active', 'active', 'active', 'take_profit 5', 'idle', 'idle', 'idle', 'idle']);
    expect(calls.length).toBe(1);
  });

  it('writes the slot before the signal, the signal before what waited; and on closing the signal before the slot', async () => {
    const shelf = new Shelf();
    await over(shelf, { script: { 1: long({ priceOpen: 99 }) }, risk: one, market: new Market(candles(-2000, 3000, { 2: [100, 100, 98, 100], 5: [100, 111, 100, 100] })), to: 8, config: { CC_PARTIAL_PROFIT_LEVELS: [], CC_PARTIAL_LOSS_LEVELS: [] } }).results();
    expect(changes(shelf)).toEqual(['schedule write BTCUSDT', 'risk write positions', 'signal write BTCUSDT', 'schedule write BTCUSDT null', 'signal write BTCUSDT null', 'risk write positions']);
    expect(shelf.get('risk/one/positions')).toEqual([]);
  });

  it('keeps what ready rules remember in an entity beside the slots, and goes on with it after a restart; profiles without have none', async () => {
    const shelf = new Shelf();
    const once: RiskRule<number> = { name: 'once', initial: 0, judge: (_request, count) => (count === 0 ? { allowed: true } : { allowed: false, reason: 'once is enough' }), fold: (count, { kind }) => (kind === 'reserved' ? count + 1 : count) };
    const remembering = { riskName: 'one', rules: [once] };
    await over(shelf, { script: { 2: long() }, risk: remembering, to: 4 }).results();
    expect([shelf.get('risk/one/memory'), shelf.keys().filter((key) => key.startsWith('risk'))]).toEqual([{ states: { one: { once: 1 } }, stops: {}, account: null }, ['risk/one/memory', 'risk/one/positions']]);
    expect(told(await over(shelf, { script: { 8: long() }, risk: remembering, from: 4, to: 9 }).results())).toEqual(['active', 'active', 'active', 'take_profit 5', 'idle', 'idle', 'idle']);
    const plain = new Shelf();
    await over(plain, { script: { 2: long() }, risk: one }).results();
    expect(plain.keys().filter((key) => key.startsWith('risk'))).toEqual(['risk/one/positions']);
  });

  it('removes an entity where the class can, else leaves null in its place', async () => {
    const [four, more] = [new Shelf(), new Shelf()];
    await over(four, { script: { 2: long() } }).results();
    await over(more, { script: { 2: long() } }, { removes: true }).results();
    expect([four.get('signal/BTCUSDT_scripted/BTCUSDT'), more.keys()]).toEqual([null, []]);
  });

  it('reads rows that are wrapped as signalRow', async () => {
    const shelf = new Shelf();
    await over(shelf, { script: { 2: long() }, to: 4 }, { wrap: (entity) => ({ signalRow: entity }) }).results();
    expect(shelf.get('signal/BTCUSDT_scripted/BTCUSDT')).toMatchObject({ signalRow: { priceOpen: 100 } });
    expect(told(await over(shelf, { from: 4, to: 6 }).results())).toEqual(['active', 'active', 'active']);
  });

  it('writes nothing while nothing happens', async () => {
    const shelf = new Shelf();
    await over(shelf, { script: { 2: long() }, to: 5 }).results();
    expect(changes(shelf)).toEqual(['signal write BTCUSDT']);
  });

  it('asks for waitForInit before everything, as the first time only once', async () => {
    const shelf = new Shelf();
    await over(shelf, { script: { 2: long() } }).results();
    const ofSignal = shelf.log.filter((entry) => entry.startsWith('signal '));
    expect(ofSignal.filter((entry) => entry === 'signal init true').length).toBe(1);
    expect(ofSignal.every((entry, i) => entry.includes('init') || ofSignal[i - 1]?.includes('init') === true)).toBe(true);
  });
});

describe('two runs that have the same name in the seeds’ eyes', () => {
  it('never touch: the second exchange on a pair, and another account, keep rows of their own', async () => {
    const shelf = new Shelf();
    const trading = async (from: number, to: number): Promise<number> => {
      const opened: string[] = [];
      const made = over(shelf, { from, to, script: { 2: long() }, market: new Market(candles(-2000, 3000)) });
      made.tw.addExchange({ ...made.market, exchangeName: 'other' });
      made.tw.listenSignalLive(({ action, exchangeName }) => { if (action === 'opened') opened.push(exchangeName); });
      const done = new Promise<void>((resolve) => {
        let left = 2;
        made.tw.listenDoneLive(() => { if (--left === 0) resolve(); });
      });
      for (const exchangeName of ['memory', 'other']) made.tw.Live.background(SYMBOL, { ...LIVE_NAMES, exchangeName });
      await done;
      return opened.length;
    };
    expect(await trading(0, 4)).toBe(2);
    expect([shelf.get('signal/BTCUSDT_scripted/BTCUSDT'), shelf.get('signal/BTCUSDT_scripted/BTCUSDT@other')]).toMatchObject([{ exchangeName: 'memory' }, { exchangeName: 'other' }]);
    await over(shelf, { script: { 2: long() }, parts: { account: 'mine' }, to: 4 }).results();
    expect(shelf.keys().filter((key) => key.startsWith('signal/') && shelf.get(key) !== null)).toEqual(['BTCUSDT', 'BTCUSDT@memory@mine', 'BTCUSDT@other'].map((id) => `signal/BTCUSDT_scripted/${id}`));
    expect(await trading(4, 6)).toBe(0);
  });

  it('give no id twice, though no row was kept in between', async () => {
    const shelf = new Shelf();
    const ids: string[] = [];
    for (const from of [0, 10]) for (const result of await over(shelf, { from, to: from + 5, market: new Market(candles(-2000, 3000)), script: { [from + 1]: long({ minuteEstimatedTime: 1 }) } }).results()) if (result.action === 'opened') ids.push(result.signal.id);
    expect([ids.length, new Set(ids).size]).toEqual([2, 2]);
  });
});

describe('a class that fails', () => {
  it('makes the run pause and say so, and go on when it is back: nothing is lost, nothing comes twice', async () => {
    const shelf = new Shelf();
    let failures = 3;
    shelf.fails = (what) => what === 'signal write BTCUSDT' && failures-- > 0;
    const { results, status, errors } = over(shelf, { script: { 2: long() }, to: 4 });
    expect(told(await results())).toEqual(['idle', 'idle', 'opened', 'active']);
    expect(status.map(({ kind }) => kind)).toEqual(['ticked', 'ticked', 'paused', 'resumed', 'ticked', 'ticked']);
    expect(errors).toMatchObject([{ code: 'store/adapter', message: expect.stringContaining('signal cannot write BTCUSDT') as string }]);
  });

  it('between slot and signal leaves a slot that a restart gives back', async () => {
    const shelf = new Shelf();
    shelf.fails = (what) => what === 'signal write BTCUSDT';
    const first = over(shelf, { script: { 2: long() }, risk: one, to: 10 });
    first.tw.listenLiveStatus(({ kind }) => (kind === 'paused' ? void first.tw.shutdown() : undefined));
    await first.results();
    expect(shelf.get('risk/one/positions')).toMatchObject([['scripted:BTCUSDT', { symbol: SYMBOL }]]);
    shelf.fails = () => false;
    expect(told(await over(shelf, { script: { 6: long() }, risk: one, from: 5, to: 7 }).results())).toEqual(['idle', 'opened']);
    expect((shelf.get('risk/one/positions') as unknown[]).length).toBe(1);
  });
});

describe('rows that somebody else wrote', () => {
  const row = { id: 'old', position: 'long', note: '', priceOpen: 100, priceTakeProfit: 110, priceStopLoss: 95, minuteEstimatedTime: 60, ...LIVE_NAMES, symbol: SYMBOL, scheduledAt: minute(-10), pendingAt: minute(-9), _isScheduled: false };
  const put = (shelf: Shelf, kind: string, entity: object): void => void shelf.entities.set(`${kind}/BTCUSDT_scripted/BTCUSDT`, JSON.stringify(entity));
  const warnings = (): { warned: string[]; before: (shelf: Shelf) => (tw: Parameters<ReturnType<typeof useShelf>>[0]) => void } => {
    const warned: string[] = [];
    return { warned, before: (shelf) => (tw) => {
      tw.setLogger({ log() {}, debug() {}, info() {}, warn: (_topic: string, message: unknown) => void warned.push(String(message)) });
      useShelf(shelf)(tw);
    } };
  };

  it.each<[string, object, number, string]>([
    ['without pendingAt opened when they were made', { ...row, pendingAt: undefined }, 50, 'it is taken to have opened when it was made'],
    ['without any time begin now', { ...row, pendingAt: undefined, scheduledAt: undefined }, 60, 'its time is taken to begin now'],
  ])('%s, with a warning', async (_how, stored, expiresAt, warning) => {
    const shelf = new Shelf();
    put(shelf, 'signal', stored);
    const { warned, before } = warnings();
    const results = await over(shelf, { market: new Market(candles(-2000, 3000)), before: before(shelf), to: 62 }).results();
    expect(told(results)).toContain(`time_expired ${expiresAt}`);
    expect(warned).toEqual([expect.stringContaining(warning)]);
  });

  it('of another exchange are left alone, with a warning; what waits is read all the same', async () => {
    const shelf = new Shelf();
    put(shelf, 'signal', { ...row, exchangeName: 'other' });
    put(shelf, 'schedule', { ...row, priceOpen: 98, _isScheduled: true });
    const { warned, before } = warnings();
    const scheduled: string[] = [];
    const results = await over(shelf, { market: new Market(candles(-2000, 3000, { 2: [100, 100, 97, 100] })), before: before(shelf), to: 5, callbacks: { onSchedule: (_symbol, { id }) => void scheduled.push(id) } }).results();
    expect([scheduled, told(results).filter((what) => what === 'opened').length]).toEqual([['old'], 1]);
    expect(warned[0]).toContain('is of scripted on other, not of BTCUSDT with scripted on memory: it is left alone');
    expect(shelf.get('signal/BTCUSDT_scripted/BTCUSDT')).toMatchObject({ exchangeName: 'other' });
    expect(shelf.get('signal/BTCUSDT_scripted/BTCUSDT@memory')).toMatchObject({ id: 'old', exchangeName: 'memory' });
  });

  it('that cannot be signals stop the run before it touches anything', async () => {
    const shelf = new Shelf();
    put(shelf, 'signal', { ...row, priceStopLoss: 'low' });
    const { results } = over(shelf);
    await expect(results()).rejects.toMatchObject({ code: 'restore/signal' });
    expect(changes(shelf)).toEqual([]);
  });

  it('of positions that do not say whose they are take no slot, with a warning', async () => {
    const shelf = new Shelf();
    shelf.entities.set('risk/one/positions', JSON.stringify([['scripted:ETHUSDT', { signal: null, strategyName: 'scripted', exchangeName: '', openTimestamp: 1 }]]));
    const { warned, before } = warnings();
    expect(told(await over(shelf, { risk: one, script: { 1: long() }, before: before(shelf), to: 2 }).results())).toEqual(['idle', 'opened']);
    expect(warned).toEqual([expect.stringContaining('does not say whose it is')]);
  });

  it('of a position that is another run’s take their slot', async () => {
    const shelf = new Shelf();
    shelf.entities.set('risk/one/positions', JSON.stringify([['scripted:ETHUSDT', { symbol: 'ETHUSDT', signal: row, strategyName: 'scripted', exchangeName: 'memory', openTimestamp: minute(-5) }]]));
    expect(told(await over(shelf, { risk: one, script: { 1: long() }, to: 2 }).results())).toEqual(['idle', 'idle']);
    expect((shelf.get('risk/one/positions') as unknown[]).length).toBe(1);
  });
});

describe('levels on the way', () => {
  it('are kept by signal and told once, also over a restart; others’ levels stay', async () => {
    const shelf = new Shelf();
    shelf.entities.set('partial/BTCUSDT/levels', JSON.stringify({ foreign: { profitLevels: [10], lossLevels: [] } }));
    const rising = new Market(candles(-2000, 3000, { 2: [100, 103, 100, 103], 3: [103, 103, 103, 103], 4: [103, 103, 103, 103], 5: [103, 103, 103, 103], 6: [103, 103, 103, 103], 7: [103, 103, 103, 103], 8: [103, 111, 103, 103] }));
    const levels: number[] = [];
    const hearing = (shelfOf: Shelf) => (tw: Parameters<ReturnType<typeof useShelf>>[0]): void => {
      useShelf(shelfOf)(tw);
      tw.listenPartialProfit(({ level }) => void levels.push(level));
    };
    await over(shelf, { market: rising, script: { 1: long({ id: 'mine' }) }, before: hearing(shelf), to: 5 }).results();
    expect(shelf.get('partial/BTCUSDT/levels')).toEqual({ foreign: { profitLevels: [10], lossLevels: [] }, mine: { profitLevels: [10, 20].filter((level) => levels.includes(level)), lossLevels: [] } });
    expect(levels.length).toBeGreaterThan(0);
    await over(shelf, { market: rising, before: hearing(shelf), from: 5, to: 10 }).results();
    expect(new Set(levels).size).toBe(levels.length);
    expect(shelf.get('partial/BTCUSDT/levels')).toEqual({ foreign: { profitLevels: [10], lossLevels: [] } });
  });
});
