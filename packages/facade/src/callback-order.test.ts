import { describe, expect, it } from 'vitest';
import { candles, Market, minuteOf, type Ohlc } from '../test/market.ts';
import { long, NAMES, short, SYMBOL, world, type Script, type World, type WorldOptions } from '../test/world.ts';
import type { IExchangeCallbacks, IFrameSchema, ISignalRow, IStrategyCallbacks, IStrategyTickResult } from './types.ts';

const of = (row: ISignalRow | null): string => (row === null ? 'null' : row.id);
const named = (result: IStrategyTickResult): string => (result.action === 'closed' ? `closed ${result.closeReason}` : result.action === 'cancelled' ? `cancelled ${result.reason}` : result.action);

/** Every callback of a strategy, in one list. */
function strategyNotes(notes: string[]): IStrategyCallbacks {
  return {
    onTick: (_symbol, result) => void notes.push(`onTick ${named(result)}`),
    onOpen: (_symbol, row, price) => void notes.push(`onOpen ${of(row)} ${price}`),
    onActive: (_symbol, row, price) => void notes.push(`onActive ${of(row)} ${price}`),
    onIdle: (_symbol, price) => void notes.push(`onIdle ${price}`),
    onClose: (_symbol, row, price) => void notes.push(`onClose ${of(row)} ${price}`),
    onSchedule: (_symbol, row, price) => void notes.push(`onSchedule ${of(row)} ${price}`),
    onCancel: (_symbol, row, price) => void notes.push(`onCancel ${of(row)} ${price}`),
    onWrite: (_symbol, row) => void notes.push(`onWrite ${of(row)}`),
    onPartialProfit: (_symbol, row, price, percent) => void notes.push(`onPartialProfit ${of(row)} ${price} ${percent.toFixed(1)}`),
    onPartialLoss: (_symbol, row, price, percent) => void notes.push(`onPartialLoss ${of(row)} ${price} ${percent.toFixed(1)}`),
  };
}

/** Everything that can be heard of one run, in one list; frames at which nothing happens are left out unless asked for. */
async function heard(script: Script, special: Record<number, Ohlc> = {}, { idle = false, drive = ({ results }) => results(), ...options }: WorldOptions & { idle?: boolean; drive?: (world: World) => Promise<unknown> } = {}): Promise<string[]> {
  const notes: string[] = [];
  const made = world({ market: new Market(candles(-50, 500, special)), script, from: 1, to: 3, callbacks: strategyNotes(notes), ...options });
  const { tw } = made;
  tw.listenSignal((result) => void notes.push(`signal ${named(result)}`));
  tw.listenSignalBacktest((result) => void notes.push(`signalBacktest ${named(result)}`));
  tw.listenPartialProfit(({ level, currentPrice }) => void notes.push(`partialProfit ${level} ${currentPrice}`));
  tw.listenPartialLoss(({ level, currentPrice }) => void notes.push(`partialLoss ${level} ${currentPrice}`));
  tw.listenError((error) => void notes.push(`error ${error.message.split('\n')[0]}`));
  tw.listenDoneBacktest(() => void notes.push('done'));
  await drive(made);
  return idle ? notes : notes.filter((note) => !/ idle$|^onIdle/.test(note));
}

const opened = (id: string, price: number): string[] => [`onWrite ${id}`, `onOpen ${id} ${price}`, 'onTick opened', 'signalBacktest opened', 'signal opened'];
const closed = (id: string, price: number, why: string): string[] => [`onClose ${id} ${price}`, 'onWrite null', `onTick closed ${why}`, `signalBacktest closed ${why}`, `signal closed ${why}`];
const scheduled = (id: string, price = 100): string[] => [`onSchedule ${id} ${price}`, 'onTick scheduled', 'signalBacktest scheduled', 'signal scheduled'];
const cancelled = (id: string, price: number, why: string): string[] => [`onCancel ${id} ${price}`, `onTick cancelled ${why}`, `signalBacktest cancelled ${why}`, `signal cancelled ${why}`];

describe('everything is heard once and in order', () => {
  it('where nothing happens', async () => {
    expect(await heard({}, {}, { idle: true, to: 2 })).toEqual(['onIdle 100', 'onTick idle', 'signalBacktest idle', 'signal idle', 'done']);
  });

  it.each([
    ['long', long({ id: 'a' }), [100, 111, 100, 100], 110],
    ['short', short({ id: 'a' }), [100, 100, 89, 100], 90],
  ] as const)('where a %s position wins on its first candle', async (_side, signal, candle, price) => {
    expect(await heard({ 1: signal }, { 1: candle }, { to: 2 })).toEqual([...opened('a', 100), ...closed('a', price, 'take_profit'), 'done']);
  });

  it.each([
    ['long', long({ id: 'a' }), [100, 100, 94, 100], 95],
    ['short', short({ id: 'a' }), [100, 106, 100, 100], 105],
  ] as const)('where a %s position loses on its first candle', async (_side, signal, candle, price) => {
    expect(await heard({ 1: signal }, { 1: candle }, { to: 2 })).toEqual([...opened('a', 100), ...closed('a', price, 'stop_loss'), 'done']);
  });

  it.each([['long', long], ['short', short]] as const)('where the time of a %s position is up', async (_side, of) => {
    expect(await heard({ 1: of({ id: 'a', minuteEstimatedTime: 3 }) }, {}, { to: 2 })).toEqual([...opened('a', 100), ...closed('a', 100, 'time_expired'), 'done']);
  });

  it.each([
    ['long', long({ id: 'a', priceOpen: 98 }), [100, 100, 94, 96], 98, 95],
    ['short', short({ id: 'a', priceOpen: 102 }), [100, 106, 100, 104], 102, 105],
  ] as const)('where one candle opens a waiting %s signal and closes it', async (_side, signal, candle, entry, exit) => {
    expect(await heard({ 1: signal }, { 4: candle }, { to: 2 })).toEqual([...scheduled('a'), ...opened('a', entry), ...closed('a', exit, 'stop_loss'), 'done']);
  });

  it.each([['long', long({ id: 'a', priceOpen: 98 })], ['short', short({ id: 'a', priceOpen: 102 })]] as const)('where a %s signal waits in vain', async (_side, signal) => {
    expect(await heard({ 1: signal }, {}, { to: 2 })).toEqual([...scheduled('a'), ...cancelled('a', 100, 'timeout'), 'done']);
  });

  it.each([
    ['long', long({ id: 'a', priceOpen: 98 }), [94, 95, 93, 94]],
    ['short', short({ id: 'a', priceOpen: 102 }), [106, 107, 105, 106]],
  ] as const)('where the price leaps over a waiting %s signal to its stop', async (_side, signal, candle) => {
    const notes = await heard({ 1: signal }, { 4: candle }, { to: 2 });
    expect(notes.map((note) => note.replace(/(onCancel a) .*/, '$1 …'))).toEqual([...scheduled('a'), 'onCancel a …', ...cancelled('a', 0, 'stop_loss').slice(1), 'done']);
  });

  it('where a stopped run has a signal waiting: it waits to its end', async () => {
    const notes = await heard({ 1: long({ id: 'a', priceOpen: 98 }) }, { 4: [100, 100, 97, 99] }, { to: 400, drive: async ({ tw, results }) => {
      const off = tw.listenSignalBacktest(({ action }) => { if (action === 'scheduled') void tw.Backtest.stop(SYMBOL, NAMES.strategyName); });
      await results();
      off();
    } });
    expect(notes.filter((note) => /^on(Open|Cancel|Schedule|Close)|^done/.test(note)).map((note) => note.split(' ')[0])).toEqual(['onSchedule', 'onCancel', 'done']);
    expect(notes.filter((note) => note.startsWith('signal '))).toEqual(['signal scheduled', 'signal cancelled stopped']);
  });

  it('where a run is stopped under a position: it lives to its end', async () => {
    expect(await heard({ 1: long({ id: 'a', minuteEstimatedTime: 3 }), 5: long({ id: 'never' }) }, {}, { to: 400, drive: async ({ tw, results }) => {
      tw.listenSignalBacktest(({ action }) => (action === 'opened' ? void tw.Backtest.stop(SYMBOL, NAMES.strategyName) : undefined));
      await results();
    } })).toEqual([...opened('a', 100), ...closed('a', 100, 'time_expired'), 'done']);
  });

  it.each([
    ['long', long({ id: 'a', priceOpen: 98 }), [100, 100, 97, 99]],
    ['short', short({ id: 'a', priceOpen: 102 }), [100, 103, 100, 101]],
  ] as const)('where the risk profile refuses a waiting %s signal at its entry', async (_side, signal, candle) => {
    const notes = await heard({ 1: signal }, { 4: candle }, { to: 2, strategy: { riskName: 'second thoughts' }, drive: async ({ tw, results }) => {
      let checks = 0;
      tw.addRisk({ riskName: 'second thoughts', validations: [() => { if (++checks === 2) throw new Error('not now'); }] });
      await results();
    } });
    expect(notes.map((note) => note.replace(/(onCancel a) .*/, '$1 …'))).toEqual([...scheduled('a'), 'onCancel a …', ...cancelled('a', 0, 'rejected').slice(1), 'done']);
  });

  it('where a signal is refused: none but the error', async () => {
    expect(await heard({ 1: long({ priceTakeProfit: 90 }) }, {}, { to: 2 })).toEqual(['error Invalid signal for long position:', 'done']);
  });

  it('where a new signal follows on the old one', async () => {
    expect(await heard({ 1: long({ id: 'a', minuteEstimatedTime: 1 }), 2: short({ id: 'b', minuteEstimatedTime: 1 }) })).toEqual([
      ...opened('a', 100), ...closed('a', 100, 'time_expired'), ...opened('b', 100), ...closed('b', 100, 'time_expired'), 'done',
    ]);
  });
});

describe('on the way', () => {
  /** The averages of five candles of which the last is at the given price and has almost all of the volume. */
  const heavy = (from: number, prices: readonly number[]): Market => new Market(candles(-50, 500).map((one) => {
    const price = prices[(one.timestamp - candles(from, from + 1)[0]!.timestamp) / 60_000];
    return price === undefined ? one : { ...one, open: price, high: price, low: price, close: price, volume: 1e12 ** (1 + minuteOf(one.timestamp) - from) };
  }));

  it('the callback comes with every candle, the event once per level, in ascending order', async () => {
    const market = heavy(2, [103.1, 102.5, 106.5]);
    const notes = await heard({ 1: long({ id: 'a', minuteEstimatedTime: 5 }) }, {}, { to: 2, market });
    expect(notes.filter((note) => note.startsWith('partial')).map((note) => note.split(' ').slice(0, 2).join(' '))).toEqual([10, 20, 30, 40, 50, 60].map((level) => `partialProfit ${level}`));
    expect(notes.filter((note) => note.startsWith('onPartial')).map((note) => note.replace(/^(\w+ a) .* (\S+)$/, '$1 $2'))).toEqual(['onPartialProfit a 31.0', 'onPartialProfit a 25.0', 'onPartialProfit a 65.0']);
  });

  it('to the stop there are two levels', async () => {
    const notes = await heard({ 1: short({ id: 'a', minuteEstimatedTime: 5 }) }, {}, { to: 2, market: heavy(2, [101, 104.5, 103]) });
    expect(notes.filter((note) => note.startsWith('partial')).map((note) => note.split(' ').slice(0, 2).join(' '))).toEqual(['partialLoss 40', 'partialLoss 80']);
    expect(notes.filter((note) => note.startsWith('onPartial')).map((note) => note.replace(/^(\w+ a) .* (\S+)$/, '$1 $2'))).toEqual(['onPartialLoss a 20.0', 'onPartialLoss a 90.0', 'onPartialLoss a 60.0']);
  });
});

describe('frames and exchanges call back', () => {
  it('onTimeframe before the first ask, onCandleData after every request with its arguments', async () => {
    const notes: string[] = [];
    const exchange: IExchangeCallbacks = { onCandleData: (symbol, interval, since, limit, data) => void notes.push(`onCandleData ${symbol} ${interval} ${limit} ${data.length === limit && data[0]!.timestamp === since.getTime()}`) };
    const frame: Partial<IFrameSchema> = { callbacks: { onTimeframe: (frames, _from, _to, interval) => void notes.push(`onTimeframe ${frames.length} ${interval}`) } };
    const market = new Market(candles(-2000, 3000), { callbacks: exchange });
    await world({ market, frame, to: 3, getSignal: () => { notes.push('getSignal'); } }).results();
    expect(notes[0]).toBe('onTimeframe 3 1m');
    expect(notes.filter((note) => note === 'getSignal').length).toBe(3);
    expect(notes.filter((note) => note.startsWith('onCandleData')).length).toBe(market.requests.length);
    expect(notes.filter((note) => note.startsWith('onCandleData')).every((note) => note.endsWith('true'))).toBe(true);
  });
});
