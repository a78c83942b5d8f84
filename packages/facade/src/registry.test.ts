import { describe, expect, it } from 'vitest';
import { candles, Market, minute } from '../test/market.ts';
import { world, NAMES, SYMBOL } from '../test/world.ts';
import { createTradewright } from './create.ts';

const exchange = { exchangeName: 'binance', getCandles: async () => [], formatPrice: async () => '', formatQuantity: async () => '' };
const strategy = { strategyName: 'sma', interval: '5m', getSignal: () => null };
const frame = { frameName: 'day', interval: '1m', startDate: new Date(minute(0)), endDate: new Date(minute(1440)) };

type Adder = 'addExchange' | 'addStrategy' | 'addFrame';
type Lister = 'listExchanges' | 'listStrategies' | 'listFrames';

const KINDS = [
  ['exchange', 'addExchange', 'listExchanges', exchange, 'exchangeName'],
  ['strategy', 'addStrategy', 'listStrategies', strategy, 'strategyName'],
  ['frame', 'addFrame', 'listFrames', frame, 'frameName'],
] as const;

function add(tw: ReturnType<typeof createTradewright>, adder: Adder, schema: unknown): void {
  (tw[adder] as (schema: unknown) => void)(schema);
}

describe.each(KINDS)('registering an %s', (kind, adder, lister, schema, nameField) => {
  it('is listed as the very object, in the order of registration', async () => {
    const tw = createTradewright();
    const second = { ...schema, [nameField]: 'a second one' };
    add(tw, adder, schema);
    add(tw, adder, second);
    const listed = await tw[lister as Lister]();
    expect(listed.length).toBe(2);
    expect([listed[0] === (schema as unknown), listed[1] === (second as unknown)]).toEqual([true, true]);
  });

  it('lists nothing while nothing is registered', async () => {
    expect(await createTradewright()[lister as Lister]()).toEqual([]);
  });

  it('refuses a name that is taken, and keeps the first', async () => {
    const tw = createTradewright();
    add(tw, adder, schema);
    expect(() => add(tw, adder, { ...schema })).toThrow(expect.objectContaining({ code: 'registry/duplicate', message: `${kind} ${(schema as unknown as Record<string, string>)[nameField]!} already exist` }));
    expect((await tw[lister as Lister]())[0] === (schema as unknown)).toBe(true);
  });

  it.each([[undefined], [null], ['binance'], [7]])('refuses %s in place of a schema', (garbage) => {
    expect(() => add(createTradewright(), adder, garbage)).toThrow(expect.objectContaining({ code: 'registry/shape', message: expect.stringContaining(`${kind} schema validation failed`) as string }));
  });

  it.each([[undefined], [''], [7]])('refuses the name %s', (name) => {
    expect(() => add(createTradewright(), adder, { ...schema, [nameField]: name })).toThrow(`${kind} schema validation failed: ${nameField} must be a non-empty string`);
  });

  it('leaves nothing behind when it fails: the corrected schema goes in', async () => {
    const tw = createTradewright();
    const broken = { ...schema, getCandles: undefined, getSignal: undefined, startDate: undefined };
    expect(() => add(tw, adder, broken)).toThrow('schema validation failed');
    expect(await tw[lister as Lister]()).toEqual([]);
    add(tw, adder, schema);
    expect((await tw[lister as Lister]()).length).toBe(1);
  });
});

describe('the shape', () => {
  it.each([
    ['addExchange', exchange, { getCandles: 1 }, 'getCandles must be a function'],
    ['addExchange', exchange, { formatPrice: undefined }, 'formatPrice must be a function'],
    ['addExchange', exchange, { formatQuantity: 'x' }, 'formatQuantity must be a function'],
    ['addExchange', exchange, { maxCandlesPerRequest: 0 }, 'maxCandlesPerRequest must be a positive integer, got 0'],
    ['addExchange', exchange, { maxCandlesPerRequest: 1.5 }, 'maxCandlesPerRequest must be a positive integer, got 1.5'],
    ['addExchange', exchange, { source: {} }, 'source must have a function candles'],
    ['addStrategy', strategy, { getSignal: null }, 'getSignal must be a function'],
    ['addStrategy', strategy, { interval: '2m' }, 'interval must be one of 1m 3m 5m 15m 30m 1h, got 2m'],
    ['addStrategy', strategy, { interval: '4h' }, 'got 4h'],
    ['addStrategy', strategy, { interval: undefined }, 'got undefined'],
    ['addStrategy', strategy, { history: { '7m': 3 } }, 'history must give a whole number of candles per known interval, got 7m: 3'],
    ['addStrategy', strategy, { history: { '1h': -1 } }, 'got 1h: -1'],
    ['addStrategy', strategy, { history: 50 }, 'history must be an object, got number'],
    ['addFrame', frame, { interval: '10m' }, 'got 10m'],
    ['addFrame', frame, { startDate: '2024-01-01' }, 'startDate must be a valid Date'],
    ['addFrame', frame, { endDate: new Date(Number.NaN) }, 'endDate must be a valid Date'],
    ['addFrame', frame, { endDate: frame.startDate }, 'must be before endDate'],
    ['addFrame', frame, { endDate: new Date(minute(-1)) }, 'startDate 2024-01-01T00:00:00.000Z must be before endDate 2023-12-31T23:59:00.000Z'],
  ] as const)('%s refuses %#', (adder, schema, over, message) => {
    expect(() => add(createTradewright(), adder, { ...schema, ...over })).toThrow(expect.objectContaining({ code: 'registry/shape', message: expect.stringContaining(message) as string }));
  });

  it('is told in full: every fault of a schema in one message', () => {
    expect(() => add(createTradewright(), 'addExchange', {})).toThrow('exchange schema validation failed: exchangeName must be a non-empty string; getCandles must be a function; formatPrice must be a function; formatQuantity must be a function');
  });

  it.each(['12h', '1d', '3d', '8h', '1m'])('takes frames %s apart', async (interval) => {
    const tw = createTradewright();
    add(tw, 'addFrame', { ...frame, interval });
    expect((await tw.listFrames()).length).toBe(1);
  });
});

describe('a name that nobody registered', () => {
  it.each([
    ['strategy', { ...NAMES, strategyName: 'nobody' }, 'strategy nobody not found source=Backtest.run'],
    ['exchange', { ...NAMES, exchangeName: 'nowhere' }, 'exchange nowhere not found source=Backtest.run (known: memory)'],
    ['frame', { ...NAMES, frameName: 'never' }, 'frame never not found source=Backtest.run (known: morning)'],
  ])('of a %s stops a run before it begins', (_kind, names, message) => {
    expect(() => world().tw.Backtest.run(SYMBOL, names)).toThrow(expect.objectContaining({ code: 'registry/unknown', message: expect.stringContaining(message) as string }));
  });

  it('is told with the function that was called', async () => {
    const { tw } = world();
    expect(() => tw.Backtest.background(SYMBOL, { ...NAMES, strategyName: 'nobody' })).toThrow('source=Backtest.background');
    await expect(tw.Backtest.stop(SYMBOL, 'nobody')).rejects.toThrow('strategy nobody not found source=Backtest.stop');
  });

  it('is told as such where nothing at all is registered', () => {
    expect(() => createTradewright().Backtest.run(SYMBOL, NAMES)).toThrow('(known: none)');
  });
});

describe('calling without what is needed', () => {
  it.each([
    ['symbol', '', NAMES, 'run/symbol'],
    ['context', SYMBOL, undefined, 'run/context'],
    ['context', SYMBOL, 'scripted', 'run/context'],
  ])('a %s: a sentence, not a crash', (_what, symbol, names, code) => {
    expect(() => world().tw.Backtest.run(symbol, names as typeof NAMES)).toThrow(expect.objectContaining({ code }));
  });
});

describe('two instances', () => {
  it('have nothing of each other', async () => {
    const [one, other] = [createTradewright(), createTradewright()];
    one.addExchange(new Market(candles(0, 1)));
    expect([(await one.listExchanges()).length, await other.listExchanges()]).toEqual([1, []]);
    other.addExchange(new Market(candles(0, 1)));
  });
});
