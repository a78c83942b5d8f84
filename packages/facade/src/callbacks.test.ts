import { describe, expect, it } from 'vitest';
import { candles, Market, minute, minuteOf, type Ohlc } from '../test/market.ts';
import { collect, long, NAMES, SYMBOL, thenable, throwText, told, world, type Script, type World, type WorldOptions } from '../test/world.ts';
import type { IStrategyCallbacks, IStrategyTickResult } from './types.ts';

/** Every callback, noting what it was called with. */
function noting(notes: unknown[]): Omit<IStrategyCallbacks, 'onPartialProfit' | 'onPartialLoss'> {
  const row = (signal: { id: string } | null): unknown => (signal === null ? null : signal.id);
  return {
    onTick: (symbol, result, backtest) => void notes.push(['onTick', symbol, result.action, backtest]),
    onOpen: (symbol, signal, price, backtest) => void notes.push(['onOpen', symbol, row(signal), price, backtest]),
    onActive: (symbol, signal, price, backtest) => void notes.push(['onActive', symbol, row(signal), price, backtest]),
    onIdle: (symbol, price, backtest) => void notes.push(['onIdle', symbol, price, backtest]),
    onClose: (symbol, signal, price, backtest) => void notes.push(['onClose', symbol, row(signal), price, backtest]),
    onSchedule: (symbol, signal, price, backtest) => void notes.push(['onSchedule', symbol, row(signal), price, backtest]),
    onCancel: (symbol, signal, price, backtest) => void notes.push(['onCancel', symbol, row(signal), price, backtest]),
    onWrite: (symbol, signal, backtest) => void notes.push(['onWrite', symbol, row(signal), backtest]),
  };
}

async function notesOf(script: Script, special: Record<number, Ohlc> = {}, options: WorldOptions = {}): Promise<unknown[]> {
  const notes: unknown[] = [];
  const { tw, results } = world({ market: new Market(candles(-50, 500, special)), script, to: 4, callbacks: noting(notes), ...options });
  tw.listenSignalBacktest(({ action }) => void notes.push(['event', action]));
  await results();
  return notes;
}

const idle = [['onIdle', SYMBOL, 100, true], ['onTick', SYMBOL, 'idle', true], ['event', 'idle']];

describe('callbacks and events come in this order', () => {
  it('where nothing happens', async () => {
    expect(await notesOf({}, {}, { to: 2 })).toEqual([...idle, ...idle]);
  });

  it('where a signal opens and closes', async () => {
    expect(await notesOf({ 1: long({ id: 'a' }) }, { 5: [100, 111, 100, 100] })).toEqual([
      ...idle,
      ['onWrite', SYMBOL, 'a', true], ['onOpen', SYMBOL, 'a', 100, true], ['onTick', SYMBOL, 'opened', true], ['event', 'opened'],
      ['onClose', SYMBOL, 'a', 110, true], ['onWrite', SYMBOL, null, true], ['onTick', SYMBOL, 'closed', true], ['event', 'closed'],
    ]);
  });

  it('where a signal waits for its entry', async () => {
    expect(await notesOf({ 1: long({ id: 'a', priceOpen: 98 }) }, { 5: [100, 100, 97, 99], 7: [100, 111, 100, 111] })).toEqual([
      ...idle,
      ['onSchedule', SYMBOL, 'a', 100, true], ['onTick', SYMBOL, 'scheduled', true], ['event', 'scheduled'],
      ['onWrite', SYMBOL, 'a', true], ['onOpen', SYMBOL, 'a', 98, true], ['onTick', SYMBOL, 'opened', true], ['event', 'opened'],
      ['onClose', SYMBOL, 'a', 110, true], ['onWrite', SYMBOL, null, true], ['onTick', SYMBOL, 'closed', true], ['event', 'closed'],
    ]);
  });

  it('where a signal waits in vain', async () => {
    expect(await notesOf({ 1: long({ id: 'a', priceOpen: 98 }) })).toEqual([
      ...idle,
      ['onSchedule', SYMBOL, 'a', 100, true], ['onTick', SYMBOL, 'scheduled', true], ['event', 'scheduled'],
      ['onCancel', SYMBOL, 'a', 100, true], ['onTick', SYMBOL, 'cancelled', true], ['event', 'cancelled'],
    ]);
  });

  it('where a signal is refused: none', async () => {
    expect((await notesOf({ 1: long({ priceTakeProfit: 90 }) }, {}, { to: 2 })).filter((note) => (note as string[])[0] !== 'onIdle' && !(note as string[]).includes('idle'))).toEqual([]);
  });

  it('and the consumer gets the result after all of them', async () => {
    const notes: unknown[] = [];
    const { tw, run } = world({ script: { 1: long({ id: 'a', minuteEstimatedTime: 1 }) }, to: 3, callbacks: noting(notes) });
    tw.listenSignalBacktest(({ action }) => void notes.push(['event', action]));
    for await (const { action } of run()) expect([action, notes.at(-1)]).toEqual(['closed', ['event', 'closed']]);
  });
});

describe('callbacks get', () => {
  it('rows as they are at that moment', async () => {
    const rows: [string, number, number, boolean][] = [];
    await world({
      market: new Market(candles(-50, 500, { 5: [100, 100, 97, 99], 7: [100, 111, 100, 111] })), script: { 1: long({ priceOpen: 98 }) },
      callbacks: {
        onSchedule: (_symbol, row) => void rows.push(['onSchedule', minuteOf(row.scheduledAt), minuteOf(row.pendingAt), row._isScheduled]),
        onOpen: (_symbol, row) => void rows.push(['onOpen', minuteOf(row.scheduledAt), minuteOf(row.pendingAt), row._isScheduled]),
        onClose: (_symbol, row) => void rows.push(['onClose', minuteOf(row.scheduledAt), minuteOf(row.pendingAt), row._isScheduled]),
      },
    }).results();
    expect(rows).toEqual([['onSchedule', 1, 1, true], ['onOpen', 1, 5, false], ['onClose', 1, 5, false]]);
  });

  it('the price paid, slippage aside', async () => {
    const prices: number[] = [];
    await world({ script: { 1: long() }, config: {}, callbacks: { onOpen: (_symbol, _row, price) => void prices.push(price) } }).results();
    expect(prices).toEqual([100]);
  });

  it('nothing to break the run with: what they change in a row stays theirs', async () => {
    const market = new Market(candles(-50, 500, { 5: [100, 111, 100, 100] }));
    const [result] = await world({ market, script: { 1: long() }, callbacks: { onOpen: (_symbol, row) => { row.priceTakeProfit = 1; } } }).results();
    expect(result).toMatchObject({ closeReason: 'take_profit', signal: { priceTakeProfit: 110 } });
  });
});

describe('a callback that fails', () => {
  const script: Script = { 1: long({ minuteEstimatedTime: 1 }), 4: long({ priceOpen: 98 }) };
  const expected = ['time_expired 2', 'cancelled timeout 124'];
  const fails: [string, () => unknown][] = [
    ['throws', () => { throw new Error('callback broke'); }],
    ['rejects', () => Promise.reject(new Error('callback broke'))],
    ['answers with a thenable that fails', () => thenable((_done, fail) => fail(new Error('callback broke')))],
  ];

  it.each(fails.flatMap(([how, fail]) => (['onOpen', 'onClose', 'onWrite', 'onSchedule', 'onCancel', 'onTick', 'onIdle'] as const).map((name) => [name, how, fail] as const)))('%s that %s is told, and the engine’s step stands', async (name, _how, fail) => {
    const heard: IStrategyTickResult[] = [];
    const made: World = world({ script, callbacks: { [name]: fail } });
    made.tw.listenSignalBacktest((result) => void heard.push(result));
    expect(told(await made.results())).toEqual(expected);
    expect(made.errors.length).toBeGreaterThan(0);
    expect(new Set(made.errors.map(({ message }) => message))).toEqual(new Set(['callback broke']));
    expect(told(heard.filter(({ action }) => action === 'closed' || action === 'cancelled'))).toEqual(expected);
  });

  it.each(fails.flatMap(([how, fail]) => ([['onPartialProfit', 104], ['onPartialLoss', 97]] as const).map(([name, price]) => [name, how, price, fail] as const)))('%s that %s is told at every candle, and the engine’s step stands', async (name, _how, price, fail) => {
    const market = new Market(candles(-50, 500, Object.fromEntries([2, 3, 4].map((n) => [n, [price, price, price, price] as const]))));
    const { results, errors } = world({ market, script: { 1: long({ minuteEstimatedTime: 4 }) }, to: 2, callbacks: { [name]: fail } });
    expect(told(await results())).toEqual(['time_expired 5']);
    expect(errors.map(({ message }) => message)).toEqual(Array<string>(2).fill('callback broke'));
  });

  it('does not keep the next one from being called', async () => {
    const notes: unknown[] = [];
    await world({ script: { 1: long({ id: 'a' }) }, to: 2, callbacks: { ...noting(notes), onTick: () => undefined, onIdle: () => undefined, onWrite: () => { throw new Error('x'); } } }).results();
    expect(notes).toEqual([['onOpen', SYMBOL, 'a', 100, true], ['onClose', SYMBOL, 'a', 100, true]]);
  });

  it('with something that is no error is told as an error', async () => {
    const { results, errors } = world({ script, callbacks: { onOpen: () => throwText('text') } });
    await results();
    expect(errors).toMatchObject([{ message: 'text', cause: 'text' }]);
  });
});

describe('onTimeframe', () => {
  it('hears of all frames of the half-open range, once', async () => {
    const heard: unknown[] = [];
    const frame = { startDate: new Date(minute(0)), endDate: new Date(minute(14)), interval: '5m' as const };
    const { tw, results } = world({ frame: { ...frame, callbacks: { onTimeframe: (frames, from, to, interval) => void heard.push([frames.map(minuteOf), minuteOf(from), minuteOf(to), interval]) } } });
    expect(heard).toEqual([]);
    await results();
    await collect(tw.Backtest.run('ETHUSDT', NAMES));
    expect(heard).toEqual([[[0, 5, 10], 0, 14, '5m']]);
  });

  it('hears of no frame at the end of the range', async () => {
    const heard: number[][] = [];
    await world({ to: 10, frame: { interval: '5m', callbacks: { onTimeframe: (frames) => void heard.push(frames.map(minuteOf)) } } }).results();
    expect(heard).toEqual([[0, 5]]);
  });

  it.each([
    ['throws', () => { throw new Error('callback broke'); }],
    ['rejects', () => Promise.reject(new Error('callback broke')) as unknown as undefined],
  ])('that %s is told, and the run goes on', async (_how, onTimeframe) => {
    const { results, errors, asks } = world({ frame: { callbacks: { onTimeframe } } });
    await results();
    expect([errors.map(({ message }) => message), asks.length]).toEqual([['callback broke'], 10]);
  });
});
