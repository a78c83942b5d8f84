import { MemoryStore } from '@tradewright/core/testing';
import { describe, expect, it } from 'vitest';
import { liveWorld, type LiveWorld, type LiveWorldOptions } from '../test/live-world.ts';
import { candles, Market, type Ohlc } from '../test/market.ts';
import { long, short, type Script } from '../test/world.ts';
import type { IStrategyCallbacks, ISignalRow, IStrategyTickResult } from './types.ts';

const of = (row: ISignalRow | null): string => (row === null ? 'null' : row.id);
const named = (result: IStrategyTickResult): string => (result.action === 'closed' ? `closed ${result.closeReason}` : result.action === 'cancelled' ? `cancelled ${result.reason}` : result.action);

function strategyNotes(notes: string[], modes: unknown[]): IStrategyCallbacks {
  const note = (text: string, backtest: boolean): void => {
    notes.push(text);
    modes.push(backtest);
  };
  return {
    onTick: (_symbol, result, backtest) => note(`onTick ${named(result)}`, backtest),
    onOpen: (_symbol, row, price, backtest) => note(`onOpen ${of(row)} ${price}`, backtest),
    onActive: (_symbol, row, price, backtest) => note(`onActive ${of(row)} ${price}`, backtest),
    onIdle: (_symbol, price, backtest) => note(`onIdle ${price}`, backtest),
    onClose: (_symbol, row, price, backtest) => note(`onClose ${of(row)} ${price}`, backtest),
    onSchedule: (_symbol, row, price, backtest) => note(`onSchedule ${of(row)} ${price}`, backtest),
    onCancel: (_symbol, row, price, backtest) => note(`onCancel ${of(row)} ${price}`, backtest),
    onWrite: (_symbol, row, backtest) => note(`onWrite ${of(row)}`, backtest),
    onPartialProfit: (_symbol, row, price, percent, backtest) => note(`onPartialProfit ${of(row)} ${price} ${percent.toFixed(1)}`, backtest),
    onPartialLoss: (_symbol, row, price, percent, backtest) => note(`onPartialLoss ${of(row)} ${price} ${percent.toFixed(1)}`, backtest),
  };
}

interface Heard {
  readonly notes: string[];
  /** The last argument of every callback. */
  readonly modes: unknown[];
  readonly made: LiveWorld;
}

/** Everything that can be heard of one run, in one list; ticks at which nothing happened are left out. */
async function heard(script: Script, special: Record<number, Ohlc> = {}, options: LiveWorldOptions = {}): Promise<Heard> {
  const notes: string[] = [];
  const modes: unknown[] = [];
  const made = liveWorld({ market: new Market(candles(-2000, 500, special)), script, from: 1, to: 3, callbacks: strategyNotes(notes, modes), ...options });
  const { tw } = made;
  tw.listenSignal((result) => void notes.push(`signal ${named(result)}`));
  tw.listenSignalLive((result) => void notes.push(`signalLive ${named(result)}`));
  tw.listenPartialProfit(({ level, backtest }) => void notes.push(`partialProfit ${level} ${backtest}`));
  tw.listenPartialLoss(({ level, backtest }) => void notes.push(`partialLoss ${level} ${backtest}`));
  tw.listenRisk(({ message }) => void notes.push(`risk ${message}`));
  tw.listenError((error) => void notes.push(`error ${error.message.split('\n')[0]}`));
  tw.listenDoneLive(() => void notes.push('done'));
  for await (const result of made.run()) notes.push(`result ${named(result)}`);
  return { notes: notes.filter((note) => !/ (idle|active)$|^onIdle/.test(note)), modes, made };
}

const told = (what: string): string[] => [`onTick ${what}`, `signalLive ${what}`, `signal ${what}`, `result ${what}`];
const opened = (id: string, price = 100): string[] => [`onWrite ${id}`, `onOpen ${id} ${price}`, ...told('opened')];
const closed = (id: string, price: number, why: string): string[] => [`onClose ${id} ${price}`, 'onWrite null', ...told(`closed ${why}`)];
const scheduled = (id: string, price = 100): string[] => [`onSchedule ${id} ${price}`, ...told('scheduled')];
const waiting = told('scheduled');

describe('live, everything is heard once and in order', () => {
  it.each([
    ['long', long({ id: 'a' }), [100, 111, 100, 100], 110],
    ['short', short({ id: 'a' }), [100, 100, 89, 100], 90],
  ] as const)('where a %s position wins', async (_side, signal, candle, price) => {
    expect((await heard({ 1: signal }, { 1: candle })).notes).toEqual([...opened('a'), ...closed('a', price, 'take_profit'), 'done']);
  });

  it('where its time is up', async () => {
    expect((await heard({ 1: long({ id: 'a', minuteEstimatedTime: 2 }) }, {}, { to: 4 })).notes).toEqual([...opened('a'), ...closed('a', 100, 'time_expired'), 'done']);
  });

  it('where an entry waits, is reached and loses on the same candle', async () => {
    const { notes } = await heard({ 1: long({ id: 'a', priceOpen: 98 }) }, { 3: [100, 100, 94, 100] }, { to: 5 });
    expect(notes).toEqual([...scheduled('a'), ...waiting, ...waiting, ...opened('a', 98), ...closed('a', 95, 'stop_loss'), 'done']);
  });

  it('where it waits in vain', async () => {
    const { notes } = await heard({ 1: long({ id: 'a', priceOpen: 98 }) }, {}, { to: 4, config: { CC_SCHEDULE_AWAIT_MINUTES: 2 } });
    expect(notes).toEqual([...scheduled('a'), ...waiting, 'onCancel a 100', ...told('cancelled timeout'), 'done']);
  });

  it('where levels are passed: the callback with every tick in profit, the event once per level', async () => {
    const up: Ohlc = [103, 103, 103, 103];
    const { notes } = await heard({ 1: long({ id: 'a' }) }, { 1: up, 2: up }, { to: 4, config: { CC_AVERAGE_PRICE_CANDLE_COUNT: 1, CC_PARTIAL_PROFIT_LEVELS: [10, 30] } });
    expect(notes).toEqual([...opened('a'), 'partialProfit 10 false', 'partialProfit 30 false', 'onPartialProfit a 103 30.0', 'onPartialProfit a 103 30.0', 'done']);
  });

  it('where it falls', async () => {
    const down: Ohlc = [98, 98, 98, 98];
    const { notes } = await heard({ 1: long({ id: 'a' }) }, { 1: down }, { config: { CC_AVERAGE_PRICE_CANDLE_COUNT: 1 } });
    expect(notes).toEqual([...opened('a'), 'partialLoss 40 false', 'onPartialLoss a 98 40.0', 'done']);
  });

  it('where a signal is refused by its risk profile, or by its form', async () => {
    const risk = { riskName: 'none', validations: [() => { throw new Error('not today'); }] };
    expect((await heard({ 1: long() }, {}, { risk })).notes).toEqual(['risk not today', 'done']);
    expect((await heard({ 1: long({ priceTakeProfit: -1 }) })).notes).toEqual(['error Invalid signal for long position:', 'done']);
  });

  it('and callbacks know that it is no backtest', async () => {
    const { modes } = await heard({ 1: long({ id: 'a' }) }, { 1: [100, 111, 100, 100] });
    expect([modes.length > 5, new Set(modes)]).toEqual([true, new Set([false])]);
  });
});

describe('a signal that lived before the restart', () => {
  it('is told to onActive, with the price of now, before anything else happens to it', async () => {
    const store = new MemoryStore();
    await heard({ 1: long({ id: 'a' }) }, {}, { store });
    const { notes } = await heard({}, { 3: [100, 100, 94, 100], 2: [102, 102, 102, 102] }, { store, from: 3, to: 5 });
    expect(notes.slice(0, 1)).toEqual([expect.stringMatching(/^onActive a 100\.4/)]);
    expect(notes.slice(-5)).toEqual(['onWrite null', ...told('closed stop_loss')].slice(-4).concat('done'));
  });

  it('is told to onSchedule where it waits', async () => {
    const store = new MemoryStore();
    await heard({ 1: long({ id: 'a', priceOpen: 98 }) }, {}, { store });
    const { notes } = await heard({}, {}, { store, from: 3, to: 4 });
    expect(notes).toEqual(['onSchedule a 100', ...waiting, ...waiting, 'done']);
  });

  it('has a price also where the exchange gives none: that of its entry', async () => {
    const store = new MemoryStore();
    await heard({ 1: long({ id: 'a' }) }, {}, { store });
    const down = new Market(candles(-2000, 500), { answer: () => { throw new Error('down'); } });
    const { notes } = await heard({}, {}, { store, from: 3, to: 4, market: down, config: { CC_GET_CANDLES_RETRY_DELAY_MS: 0 } });
    expect(notes[0]).toBe('onActive a 100');
  });
});

it('a shutdown while the price of a restored signal is asked for calls nobody back', async () => {
  const store = new MemoryStore();
  await heard({ 1: long({ id: 'a' }) }, {}, { store });
  let answer = (): void => undefined;
  const market = new Market(candles(-2000, 500), { answer: (_request, honest) => new Promise((resolve) => {
    answer = () => resolve(honest);
  }) });
  const notes: string[] = [];
  const made = liveWorld({ store, market, from: 3, callbacks: strategyNotes(notes, []) });
  const stream = made.run();
  const next = stream.next();
  await expect.poll(() => market.requests.length).toBe(1);
  await made.tw.shutdown();
  answer();
  expect([(await next).done, notes]).toEqual([true, []]);
});

describe('live callbacks that fail', () => {
  it('are told to listenError; the step stands', async () => {
    const { results, errors, store } = liveWorld({ script: { 1: long() }, to: 3, callbacks: { onOpen: () => { throw new Error('onOpen broke'); } } });
    const actions = (await results()).map(({ action }) => action);
    expect([actions, errors.map(({ message }) => message)]).toEqual([['idle', 'opened', 'active'], ['onOpen broke']]);
    expect(JSON.stringify([...(await store!.load(['run:live:memory:default:BTCUSDT:scripted'])).values()])).toContain('"kind":"opened"');
  });
});

describe('what live trading tells', () => {
  it('is in the store when it is told', async () => {
    const kept: unknown[] = [];
    const made = liveWorld({ script: { 1: long({ id: 'a' }), 4: long({ id: 'b', priceOpen: 98 }) }, market: new Market(candles(-2000, 500, { 2: [100, 111, 100, 100] })), to: 6 });
    made.tw.listenSignalLive(async (result) => {
      if (result.action === 'idle' || result.action === 'active') return;
      const events: string[] = [];
      for await (const { event } of made.store!.events('run:live:memory:default:BTCUSDT:scripted', 0)) events.push(event.kind);
      kept.push([result.action, events.includes(result.action)]);
    });
    await made.results();
    await expect.poll(() => kept.length).toBe(4);
    expect(kept).toEqual([['opened', true], ['closed', true], ['scheduled', true], ['scheduled', true]]);
  });
});
