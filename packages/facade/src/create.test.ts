import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { Container } from 'typedi';
import { describe, expect, it } from 'vitest';
import { long, NAMES, SYMBOL, told, world } from '../test/world.ts';
import type { ConfigInput } from './config.ts';
import { createTradewright } from './create.ts';
import * as tradewright from './index.ts';

/** The containers that typedi keeps for as long as the process lives. */
const kept = (): number => (Reflect.get(Container, 'instances') as unknown[]).length;

describe('an instance', () => {
  it('shares nothing with another: names, configuration, events, logger, runs', async () => {
    const one = world({ script: { 2: long() }, config: { CC_TRADE_FEE: 0.2, CC_SLIPPAGE: 0, CC_MIN_TAKEPROFIT_DISTANCE_PERCENT: 1 } });
    const other = world({ script: { 2: long({ priceTakeProfit: 1 }) } });
    const heard: string[] = [];
    other.tw.listenSignalBacktest(({ action }) => { if (action !== 'idle') heard.push(action); });
    other.tw.setLogger({ log() {}, debug() {}, info: () => void heard.push('info'), warn() {} });
    const running = other.run();
    expect(told(await one.results())).toEqual(['time_expired 62']);
    expect([heard, one.errors, other.errors, other.tw.getConfig().CC_TRADE_FEE]).toEqual([[], [], [], 0]);
    await running.return();
  });

  it('works when its functions are taken apart', async () => {
    const { addStrategy, listStrategies, setConfig, getConfig } = createTradewright();
    addStrategy({ strategyName: 'sma', interval: '1m', getSignal: () => null });
    setConfig({ CC_TRADE_FEE: 0.05 });
    expect([(await listStrategies()).length, getConfig().CC_TRADE_FEE]).toEqual([1, 0.05]);
  });

  it('keeps the configuration a run began with', async () => {
    const { tw, run } = world({ getSignal: () => long({ minuteEstimatedTime: 1 }) });
    const stream = run();
    const first = (await stream.next()).value;
    tw.setConfig({ CC_TRADE_FEE: 0.2 });
    const second = (await stream.next()).value;
    expect([first, second]).toMatchObject([{ pnl: { pnlPercentage: 0 } }, { pnl: { pnlPercentage: 0 } }]);
    await stream.return();
    expect((await run().next()).value).toMatchObject({ pnl: { pnlPercentage: -0.4 } });
  });

  it('is not made of a configuration that cannot be used, and nothing of it stays', () => {
    const before = kept();
    expect(() => createTradewright({ config: { CC_TRADE_FEE: -1 } })).toThrow('GLOBAL_CONFIG validation failed');
    expect(() => createTradewright({ config: { CC_NONSENSE: 1 } as ConfigInput })).toThrow('CC_NONSENSE');
    expect(kept()).toBe(before);
  });
});

describe('disposing of an instance', () => {
  it('ends its events; a run under way still ends', async () => {
    const { tw, run, errors } = world({ getSignal: () => { throw new Error('no idea'); } });
    const stream = run();
    tw.dispose();
    expect((await stream.next()).done).toBe(true);
    expect(errors).toEqual([]);
  });

  it('may be done twice', () => {
    const tw = createTradewright();
    tw.dispose();
    expect(() => tw.dispose()).not.toThrow();
  });

  it('leaves nothing behind, ten thousand times over', () => {
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void; // a context made after the flag has it
    const before = kept();
    const cycle = (): void => {
      const tw = createTradewright();
      tw.addStrategy({ strategyName: 'sma', interval: '1m', getSignal: () => null });
      tw.listenError(() => undefined);
      tw.dispose();
    };
    for (let i = 0; i < 1000; i++) cycle();
    collect();
    const heap = process.memoryUsage().heapUsed;
    for (let i = 0; i < 10_000; i++) cycle();
    collect();
    expect(kept()).toBe(before);
    // What one instance holds is more than a kilobyte: ten thousand of them would be ten megabytes at least.
    expect(process.memoryUsage().heapUsed - heap).toBeLessThan(5_000_000);
  });
});

describe('the functions of the module', () => {
  it('are one default instance', async () => {
    const { tw, market } = world();
    tw.dispose();
    tradewright.addExchange(market);
    tradewright.addStrategy({ strategyName: NAMES.strategyName, interval: '1m', getSignal: async (symbol) => ((await tradewright.getCandles(symbol, '1m', 1))[0]!.close === 100 ? long() : null) });
    const [frame] = await tw.listFrames();
    tradewright.addFrame(frame!);
    tradewright.setConfig({ CC_TRADE_FEE: 0 });
    const results = [];
    for await (const result of tradewright.Backtest.run(SYMBOL, NAMES)) results.push(result);
    expect(results).toMatchObject([{ action: 'closed', pnl: { priceOpen: 100 } }]);
    expect([(await tradewright.listExchanges()).length, tradewright.getConfig().CC_TRADE_FEE, createTradewright().getConfig().CC_TRADE_FEE]).toEqual([1, 0, 0.1]);
  });

  it.each(['addExchange', 'addStrategy', 'addFrame', 'listExchanges', 'listStrategies', 'listFrames', 'listenSignalBacktest', 'listenDoneBacktest', 'listenBacktestProgress', 'listenError', 'setLogger', 'setConfig', 'getConfig', 'getCandles', 'getAveragePrice', 'getDate', 'getMode', 'createTradewright'])('include %s', (name) => {
    expect(typeof (tradewright as Record<string, unknown>)[name]).toBe('function');
  });
});
