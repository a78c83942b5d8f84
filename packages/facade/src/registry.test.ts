import { describe, expect, it } from 'vitest';
import { candles, Market, minute } from '../test/market.ts';
import { functionsFor, KINDS, SCHEMAS } from '../test/schemas.ts';
import { collect, long, NAMES, SYMBOL, told, world } from '../test/world.ts';
import { createTradewright } from './create.ts';
import * as tradewright from './index.ts';
import type { IExchangeSchema } from './types.ts';

describe.each(KINDS)('registering: %s', (kind) => {
  const fresh = (): ReturnType<typeof functionsFor> => functionsFor(kind, createTradewright());

  it('is listed as the very object, in the order of registration', async () => {
    const { add, list, schema, nameField } = fresh();
    const second = { ...schema, [nameField]: 'a second one' };
    add(schema);
    add(second);
    const listed = await list();
    expect(listed.length).toBe(2);
    expect([listed[0] === schema, listed[1] === second]).toEqual([true, true]);
  });

  it('lists nothing while nothing is registered', async () => {
    expect(await fresh().list()).toEqual([]);
  });

  it('hands out a list of its own each time', async () => {
    const { add, list, schema } = fresh();
    add(schema);
    (await list()).length = 0;
    expect((await list()).length).toBe(1);
  });

  it('refuses a name that is taken, and keeps the first', async () => {
    const { add, list, schema, name } = fresh();
    add(schema);
    expect(() => add({ ...schema })).toThrow(expect.objectContaining({ code: 'registry/duplicate', message: `${kind} ${name} already exist` }));
    expect((await list())[0] === schema).toBe(true);
  });

  it('leaves nothing behind when it fails: the corrected schema goes in', async () => {
    const { add, list, schema, nameField, name } = fresh();
    expect(() => add({ [nameField]: name, interval: 'x', strategies: 0, method: 0, validations: 0 })).toThrow(`${kind} schema validation failed: `);
    expect(await list()).toEqual([]);
    add(schema);
    expect((await list()).length).toBe(1);
  });

  it('is there on the module as on an instance, and apart from it', async () => {
    const { add, remove, override, list, schema, nameField, name } = functionsFor(kind, tradewright);
    add(schema);
    override({ [nameField]: name, note: 'of the default instance' });
    expect(await list()).toMatchObject([{ note: 'of the default instance' }]);
    expect(await fresh().list()).toEqual([]);
    remove(name);
    expect(await list()).toEqual([]);
  });
});

describe.each(KINDS)('taking back: %s', (kind) => {
  it('frees the name', async () => {
    const { add, remove, list, schema, name } = functionsFor(kind, createTradewright());
    add(schema);
    remove(name);
    expect(await list()).toEqual([]);
    add(schema);
    expect((await list()).length).toBe(1);
  });

  it('needs a name that is registered', () => {
    const { remove, add, schema, name } = functionsFor(kind, createTradewright());
    add(schema);
    expect(() => remove('nobody')).toThrow(expect.objectContaining({ code: 'registry/unknown', message: `${kind} nobody not found source=remove${kind[0]!.toUpperCase()}${kind.slice(1)} (known: ${name})` }));
  });
});

describe.each(KINDS)('changing: %s', (kind) => {
  const registered = (): ReturnType<typeof functionsFor> => {
    const functions = functionsFor(kind, createTradewright());
    functions.add({ ...functions.schema, note: 'as it was' });
    functions.add({ ...functions.schema, [functions.nameField]: 'another' });
    return functions;
  };

  it('merges onto what is registered, keeps its place, and leaves the user’s own object alone', async () => {
    const { override, list, schema, nameField, name } = registered();
    const before = (await list())[0];
    override({ [nameField]: name, note: 'changed' });
    expect(await list()).toEqual([{ ...schema, note: 'changed' }, { ...schema, [nameField]: 'another' }]);
    expect(before).toEqual({ ...schema, note: 'as it was' });
  });

  it('keeps what an explicit undefined leaves out', async () => {
    const { override, list, schema, nameField, name } = registered();
    override({ ...Object.fromEntries(Object.keys(schema).map((field) => [field, undefined])), [nameField]: name, note: undefined });
    expect((await list())[0]).toEqual({ ...schema, note: 'as it was' });
  });

  it('is judged whole and rolled back when it fails', async () => {
    const { override, list, nameField, name } = registered();
    const before = (await list())[0];
    expect(() => override({ [nameField]: name, note: 5, callbacks: 7 })).toThrow(expect.objectContaining({ code: 'registry/shape', message: `${kind} schema validation failed: note must be a string, got 5; callbacks must be an object of functions, got 7` }));
    expect((await list())[0]).toBe(before);
  });

  it('needs a name that is registered', () => {
    expect(() => registered().override({ [`${kind}Name`]: 'nobody' })).toThrow(`${kind} nobody not found source=override${kind[0]!.toUpperCase()}${kind.slice(1)}`);
  });
});

describe('changing an exchange that is an instance of a class', () => {
  class Venue implements IExchangeSchema {
    readonly exchangeName = 'memory';
    readonly #inner = new Market(candles(-2000, 3000, { 3: [100, 111, 100, 100] }));
    getCandles(...question: Parameters<IExchangeSchema['getCandles']>): ReturnType<IExchangeSchema['getCandles']> {
      return this.#inner.getCandles(...question);
    }
    formatPrice(_symbol: string, price: number): Promise<string> {
      return this.#inner.formatPrice('', price);
    }
    formatQuantity = async (): Promise<string> => '';
  }

  it('keeps its methods working, private fields and all', async () => {
    const { tw, results } = world({ script: { 1: long() } });
    tw.removeExchange('memory');
    const requests: number[] = [];
    tw.addExchange(new Venue());
    tw.overrideExchange({ exchangeName: 'memory', callbacks: { onCandleData: (_symbol, _interval, _since, limit) => void requests.push(limit) } });
    expect(told(await results())).toEqual(['take_profit 3']);
    expect(requests.length).toBeGreaterThan(0);
    expect(await (await tw.listExchanges())[0]!.formatPrice('', 1)).toBe('1.00');
  });
});

describe('a name in use', () => {
  const RUN = 'a backtest of BTCUSDT with scripted on memory and morning';
  const made = (): ReturnType<typeof world> => {
    const one = world({ script: { 1: long() }, strategy: { riskName: 'modest' } });
    one.tw.addRisk({ riskName: 'modest', validations: [] });
    return one;
  };
  const USED = [['exchange', NAMES.exchangeName], ['strategy', NAMES.strategyName], ['frame', NAMES.frameName], ['risk', 'modest']] as const;

  it.each(USED)('of a %s is neither removed nor changed from preparation to the end of the run', async (kind, name) => {
    const { tw, run } = made();
    const { remove, override, nameField, list } = functionsFor(kind, tw);
    const stream = run();
    for (const [change, source] of [[() => remove(name), 'remove'], [() => override({ [nameField]: name, note: 'x' }), 'override']] as const) {
      expect(change).toThrow(expect.objectContaining({ code: 'registry/in-use', message: `${kind} ${name} is in use by ${RUN} source=${source}${kind[0]!.toUpperCase()}${kind.slice(1)}: stop it, or wait for its end, first` }));
    }
    await collect(stream);
    override({ [nameField]: name, note: 'afterwards' });
    expect(await list()).toMatchObject([{ note: 'afterwards' }]);
    remove(name);
    expect(await list()).toEqual([]);
  });

  it.each<[string, (one: ReturnType<typeof world>) => unknown]>([
    ['is left early', async ({ run }) => { for await (const _result of run()) break; }],
    ['is stopped before it begins', async ({ run, tw }) => { run(); await tw.Backtest.stop(SYMBOL, NAMES.strategyName); }],
    ['runs in the background', ({ tw }) => new Promise((resolve) => { tw.listenDoneBacktest(resolve); tw.Backtest.background(SYMBOL, NAMES); })],
    ['fails', async ({ tw, run }) => { tw.overrideExchange({ exchangeName: 'memory', getCandles: () => Promise.reject(new Error('gone')) }); tw.setConfig({ CC_CANDLE_GAP: 'error' }); await expect(collect(run())).rejects.toThrow('gone'); }],
  ])('is free again after a run that %s', async (_how, end) => {
    const one = made();
    await end(one);
    for (const [kind, name] of USED) functionsFor(kind, one.tw).remove(name);
  });

  it('tells how many use it, and is free when the last has ended', async () => {
    const { tw, run } = made();
    const [one, other] = [run(), tw.Backtest.run('ETHUSDT', NAMES)];
    expect(() => tw.removeExchange('memory')).toThrow(`exchange memory is in use by ${RUN} and 1 more`);
    await collect(one);
    expect(() => tw.removeExchange('memory')).toThrow('in use by a backtest of ETHUSDT');
    await collect(other);
    tw.removeExchange('memory');
  });

  it('does not hinder others of its kind', () => {
    const { tw, run } = made();
    tw.addExchange(SCHEMAS.exchange as unknown as IExchangeSchema);
    run();
    tw.removeExchange('binance');
  });

  it('can be registered anew and used by the next run', async () => {
    const { tw, results } = made();
    expect(told(await results())).toEqual(['time_expired 61']);
    tw.removeStrategy(NAMES.strategyName);
    tw.addStrategy({ strategyName: NAMES.strategyName, interval: '1m', getSignal: () => null });
    expect(await results()).toEqual([]);
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

  it('of a risk profile, which only the strategy names, does so as well, and nothing stays in use', () => {
    const { tw } = world({ strategy: { riskName: 'unheard of' } });
    expect(() => tw.Backtest.background(SYMBOL, NAMES)).toThrow('risk unheard of not found source=Backtest.background (known: none)');
    tw.removeStrategy(NAMES.strategyName);
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

describe('names', () => {
  it.each(['__proto__', 'constructor', 'a/b', 'стратегия', 'x'.repeat(10_000)])('may be odd: %s', async (strategyName) => {
    const { tw } = world();
    tw.addStrategy({ strategyName, interval: '1m', getSignal: () => null });
    expect(await collect(tw.Backtest.run(SYMBOL, { ...NAMES, strategyName }))).toEqual([]);
  });

  it.each(['12h', '1d', '3d', '8h', '1m'] as const)('a frame may go by %s', async (interval) => {
    const tw = createTradewright();
    tw.addFrame({ frameName: 'wide', interval, startDate: new Date(minute(0)), endDate: new Date(minute(1)) });
    expect((await tw.listFrames()).length).toBe(1);
  });
});
