import { InputError } from '@tradewright/core';
import { describe, expect, it } from 'vitest';
import type { PositionSize } from '../src/api/position-size.ts';
import type { Tradewright } from '../src/create.ts';
import type { ISizingSchema } from '../src/types.ts';
import { NAMES, SYMBOL, world } from './world.ts';

type Loose = (...given: unknown[]) => unknown;

const NO_TEXT: [unknown, string][] = [['', '""'], ['  ', '"  "'], [undefined, 'undefined'], [null, 'null'], [7, '7'], [Number.NaN, 'NaN'], [{}, 'an object'], [['BTCUSDT'], 'an array'], [Object.create(null), 'an object'], [Symbol('x'), 'Symbol(x)']];
const NO_OBJECT: [unknown, string][] = [[undefined, 'undefined'], [null, 'null'], ['scripted', '"scripted"'], [7, '7']];

/** An error of ours that says what is wrong, and nothing else. */
async function refusal(call: () => unknown): Promise<Error> {
  try {
    await call();
  } catch (error) {
    expect(error).toBeInstanceOf(InputError);
    return error as Error;
  }
  throw new Error('nothing was refused');
}

const backtestOf = (tw: Tradewright): Readonly<Record<'run' | 'background' | 'stop', Loose>> => {
  const { Backtest } = tw;
  const loose = (method: unknown): Loose => (method as Loose).bind(Backtest);
  return { run: loose(Backtest.run), background: loose(Backtest.background), stop: loose(Backtest.stop) };
};

describe.each(['run', 'background'] as const)('Backtest.%s', (method) => {
  it.each(NO_TEXT)('needs a symbol: %o', async (symbol, got) => {
    const { tw } = world();
    expect(await refusal(() => backtestOf(tw)[method](symbol, NAMES))).toMatchObject({ code: 'run/symbol', message: `Backtest.${method} needs a symbol, got ${got}.` });
    expect(await tw.Backtest.list()).toEqual([]);
  });

  it.each(NO_OBJECT)('needs names: %o', async (names, got) => {
    expect(await refusal(() => backtestOf(world().tw)[method](SYMBOL, names))).toMatchObject({ code: 'run/context', message: `Backtest.${method} needs { strategyName, exchangeName, frameName }, got ${got}.` });
  });

  it.each(['strategy', 'exchange', 'frame'])('needs a known %s', async (kind) => {
    const { tw } = world();
    for (const name of ['', 'nobody', 'toString', undefined, null, 7, {}, []]) {
      const error = await refusal(() => backtestOf(tw)[method](SYMBOL, { ...NAMES, [`${kind}Name`]: name }));
      expect(error).toMatchObject({ code: 'registry/unknown', message: expect.stringMatching(new RegExp(`^${kind} .* ?not found source=Backtest\\.${method} \\(known: .*\\)$`)) as string });
    }
    expect(await tw.Backtest.list()).toEqual([]);
  });

  it('refuses a run that is under way, and that one goes on', async () => {
    const { tw, run } = world();
    const stream = run();
    expect(await refusal(() => backtestOf(tw)[method](SYMBOL, NAMES))).toMatchObject({ code: 'run/busy', message: expect.stringContaining('stop it first') as string });
    expect((await stream.next()).done).toBe(true);
  });
});

describe('the options of Backtest.run', () => {
  it.each([[null], [5], ['now'], [{ signal: 5 }], [{ signal: {} }], [{ signal: null }], [{ signal: { aborted: false } }]])('cannot be %j', async (options) => {
    const { tw } = world();
    expect(await refusal(() => backtestOf(tw).run(SYMBOL, NAMES, options))).toMatchObject({ code: 'run/options', message: expect.stringContaining('Backtest.run takes { signal }') as string });
    expect(await tw.Backtest.list()).toEqual([]);
  });
});

describe('Backtest.stop', () => {
  const stop = (...given: unknown[]): Promise<Error> => refusal(() => backtestOf(world().tw).stop(...given));

  it.each(NO_TEXT)('needs a symbol: %o', async (symbol, got) => {
    expect(await stop(symbol, NAMES.strategyName)).toMatchObject({ code: 'run/symbol', message: `Backtest.stop needs a symbol, got ${got}.` });
  });

  it.each(['', 'nobody', undefined, null, 7, {}, NAMES])('needs a known strategy: %o', async (name) => {
    expect(await stop(SYMBOL, name)).toMatchObject({ code: 'registry/unknown', message: expect.stringMatching(/^strategy .* ?not found source=Backtest\.stop \(known: scripted\)$/) as string });
  });

  it.each(NO_OBJECT.slice(1))('takes no %o for a choice', async (choice, got) => {
    expect(await stop(SYMBOL, NAMES.strategyName, choice)).toMatchObject({ code: 'run/context', message: `Backtest.stop needs { exchangeName, frameName }, or none, got ${got}.` });
  });

  it.each(['exchange', 'frame'])('needs a known %s where one is chosen', async (kind) => {
    for (const name of ['', 'nobody', null, 7]) {
      expect(await stop(SYMBOL, NAMES.strategyName, { [`${kind}Name`]: name })).toMatchObject({ code: 'registry/unknown', message: expect.stringContaining('not found source=Backtest.stop') as string });
    }
  });
});

const SIZINGS: ISizingSchema[] = [{ sizingName: 'fixedPercentage', method: 'fixed-percentage', riskPercentage: 1 }, { sizingName: 'kellyCriterion', method: 'kelly-criterion' }, { sizingName: 'atrBased', method: 'atr-based', riskPercentage: 1 }];

/** Methods with the names of their arguments, and arguments that are right. */
const SIZES: [keyof PositionSize, Record<string, unknown>][] = [
  ['fixedPercentage', { symbol: SYMBOL, accountBalance: 1000, priceOpen: 100, priceStopLoss: 95 }],
  ['kellyCriterion', { symbol: SYMBOL, accountBalance: 1000, priceOpen: 100, winRate: 0.5, winLossRatio: 2 }],
  ['atrBased', { symbol: SYMBOL, accountBalance: 1000, priceOpen: 100, atr: 3 }],
];

describe.each(SIZES)('PositionSize.%s', (method, right) => {
  const sized = (over: Record<string, unknown>, choice: unknown = { sizingName: method }): Promise<Error> => {
    const { tw } = world();
    for (const sizing of SIZINGS) tw.addSizing(sizing);
    return refusal(() => (tw.PositionSize[method] as Loose).call(tw.PositionSize, ...Object.values({ ...right, ...over }), choice));
  };

  it.each(NO_TEXT)('needs a symbol: %o', async (symbol, got) => {
    expect(await sized({ symbol })).toMatchObject({ code: 'run/symbol', message: `PositionSize.${method} needs a symbol, got ${got}.` });
  });

  it.each(Object.keys(right).slice(1))('needs a number for %s', async (field) => {
    for (const value of [undefined, null, '100', Number.NaN, Infinity, -Infinity, -1, {}, [100], 100n, ...(field === 'accountBalance' ? [] : [0])]) {
      expect(await sized({ [field]: value })).toMatchObject({ code: 'sizing/number', message: expect.stringContaining(`PositionSize.${method}: ${field} must be a `) as string });
    }
  });

  it('has an end', async () => {
    expect(await sized({ accountBalance: Number.MAX_VALUE, priceOpen: Number.MIN_VALUE, ...(method === 'fixedPercentage' ? { priceStopLoss: 2 * Number.MIN_VALUE } : {}), ...(method === 'atrBased' ? { atr: Number.MIN_VALUE } : {}) })).toMatchObject({ code: 'sizing/overflow' });
  });

  it.each(NO_OBJECT)('needs the name of a sizing: %o', async (choice, got) => {
    if (choice === undefined) return expect(await sized({}, null)).toMatchObject({ code: 'sizing/context' });
    return expect(await sized({}, choice)).toMatchObject({ code: 'sizing/context', message: `PositionSize.${method} needs { sizingName } as its last argument, got ${got}.` });
  });

  it.each(['', 'nobody', undefined, null, 7])('needs a known sizing: %o', async (sizingName) => {
    expect(await sized({}, { sizingName })).toMatchObject({ code: 'registry/unknown', message: expect.stringMatching(/^sizing .* ?not found source=PositionSize\./) as string });
  });

  it('needs a sizing of its own method', async () => {
    for (const { sizingName } of SIZINGS.filter((sizing) => sizing.sizingName !== method)) {
      expect(await sized({}, { sizingName })).toMatchObject({ code: 'sizing/method', message: expect.stringContaining('method mismatch') as string });
    }
  });
});

describe('winRate', () => {
  it.each([1, 55])('is a share below 1, not %d', async (winRate) => {
    const { tw } = world();
    tw.addSizing(SIZINGS[1]!);
    await expect(tw.PositionSize.kellyCriterion(SYMBOL, 1, 1, winRate, 1, { sizingName: 'kellyCriterion' })).rejects.toMatchObject({ code: 'sizing/number', message: `PositionSize.kellyCriterion: winRate is the share of trades won and must be below 1, got ${winRate}.` });
  });
});

const NO_FUNCTION = [undefined, null, 'listener', 7, {}, [() => undefined], Promise.resolve(), Symbol('x')];
const listenersOf = (tw: Tradewright): string[] => Object.keys(tw).filter((name) => name.startsWith('listen'));

describe('every listen function', () => {
  it.each(listenersOf(world().tw))('%s takes functions only', async (name) => {
    const { tw, results } = world({ script: { 1: { position: 'long', priceTakeProfit: 110, priceStopLoss: 95, minuteEstimatedTime: 3 } } });
    const listen = tw[name as 'listenSignal'] as Loose;
    const isOnce = name.endsWith('Once');
    for (const garbage of NO_FUNCTION) {
      expect(await refusal(() => (isOnce ? listen(() => true, garbage) : listen(garbage)))).toMatchObject({ code: 'listener/shape', message: expect.stringMatching(/^A listener must be a function, got /) as string });
      if (isOnce) expect(await refusal(() => listen(garbage, () => undefined))).toMatchObject({ code: 'listener/shape', message: expect.stringMatching(/^A filter must be a function, got /) as string });
    }
    expect((await results()).length).toBe(1); // nobody was left half subscribed
  });
});

describe('every context function', () => {
  it.each(['getCandles', 'getAveragePrice', 'getDate', 'getMode', 'formatPrice', 'formatQuantity'] as const)('%s says outside of a hook why it cannot answer', async (name) => {
    const { tw } = world();
    for (const given of [[], [SYMBOL, '1m', 5], [SYMBOL, 1], [null]]) {
      const error = await refusal(() => (tw[name] as Loose)(...given));
      expect(error).toMatchObject({ code: 'context/missing', message: expect.stringContaining(`${name} works inside`) as string });
    }
  });

  it.each<[string, unknown[], string]>([
    ['getCandles', ['', '1m', 5], 'candles/symbol'], ['getCandles', [7, '1m', 5], 'candles/symbol'], ['getCandles', [], 'candles/symbol'],
    ['getCandles', [SYMBOL, '7m', 5], 'interval/unknown'], ['getCandles', [SYMBOL, null, 5], 'interval/unknown'], ['getCandles', [SYMBOL, 60, 5], 'interval/unknown'],
    ...[0, -1, 1.5, Number.NaN, Infinity, '5', null, undefined].map((limit): [string, unknown[], string] => ['getCandles', [SYMBOL, '1m', limit], 'candles/limit']),
    ['getAveragePrice', [''], 'candles/symbol'], ['getAveragePrice', [null], 'candles/symbol'],
    ['formatPrice', ['', 1], 'format/symbol'], ['formatPrice', [SYMBOL, Number.NaN], 'format/number'], ['formatPrice', [SYMBOL, '1'], 'format/number'],
    ['formatQuantity', [null, 1], 'format/symbol'], ['formatQuantity', [SYMBOL, Infinity], 'format/number'], ['formatQuantity', [SYMBOL], 'format/number'],
  ])('%s(%o) is refused in a hook, and the run goes on', async (name, given, code) => {
    const codes: unknown[] = [];
    const { tw, results, asks } = world({ to: 3, getSignal: async () => {
      await refusal(() => (tw[name as 'getCandles'] as Loose)(...given)).then((error) => codes.push((error as InputError).code));
      return null;
    } });
    expect(await results()).toEqual([]);
    expect([codes, asks.length]).toEqual([[code, code, code], 3]);
  });
});

describe('setLogger', () => {
  it.each<[unknown]>([[undefined], [null], [7], ['log'], [{}], [{ log() {}, debug() {}, info() {} }], [{ log: 1, debug() {}, info() {}, warn() {} }]])('takes no %o', (logger) => {
    expect(() => (world().tw.setLogger as Loose)(logger)).toThrow(expect.objectContaining({ code: 'logger/shape', message: expect.stringContaining('setLogger needs an object with the functions log, debug, info and warn') as string }));
  });
});
