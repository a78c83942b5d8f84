import { describe, expect, it } from 'vitest';
import { at, instance, method, within } from '../test/contexts.ts';
import { candles, Market, minute, minuteOf, telling } from '../test/market.ts';
import { SYMBOL, world } from '../test/world.ts';
import { ExecutionContextService } from './execution-context-service.ts';
import * as tradewright from './index.ts';
import { MethodContextService } from './method-context-service.ts';

describe('inside both contexts, outside of any run', () => {
  it('candles are those that had closed at that instant', async () => {
    const { tw } = instance();
    expect((await within(3, () => tw.getCandles(SYMBOL, '1m', 3))).map(({ close }) => close)).toEqual([100_000.25, 100_001.25, 100_002.25]);
    expect((await within(63, () => tw.getCandles(SYMBOL, '1h', 2))).map(({ timestamp }) => minuteOf(timestamp))).toEqual([-60, 0]);
  });

  it('the exchange is asked for these candles and no others', async () => {
    const { tw, market } = instance();
    await within(3, () => tw.getCandles('ETHUSDT', '5m', 4));
    expect(market.requests).toEqual([{ symbol: 'ETHUSDT', interval: '5m', since: new Date(minute(-20)), limit: 4 }]);
  });

  it('many candles are asked for page by page', async () => {
    const { tw, market } = instance(new Market(telling(-2000, 500), { maxCandlesPerRequest: 40 }));
    expect((await within(3, () => tw.getCandles(SYMBOL, '1m', 100))).map(({ timestamp }) => minuteOf(timestamp))).toEqual(Array.from({ length: 100 }, (_, i) => i - 97));
    expect(market.requests.map(({ limit }) => limit)).toEqual([40, 40, 20]);
  });

  it('the average price is the one of a run at that instant', async () => {
    const { tw } = instance();
    const prices: number[] = [];
    await world({ market: new Market(telling(-2000, 500)), from: 3, to: 4, getSignal: (_symbol, _when, { price }) => { prices.push(price); } }).results();
    expect(await within(3, () => tw.getAveragePrice(SYMBOL))).toBeCloseTo(prices[0]!, 8);
  });

  it('there is no average price without candles', async () => {
    const { tw } = instance(new Market([]));
    await expect(within(3, () => tw.getAveragePrice(SYMBOL))).rejects.toMatchObject({ code: 'candles/none' });
  });

  it.each([[true, 'backtest'], [false, 'live']] as const)('the mode of { backtest: %s } is %s', async (backtest, mode) => {
    const { tw } = instance();
    expect(await within(3, () => tw.getMode(), { backtest })).toBe(mode);
  });

  it('the date is a copy, of what was a copy already', async () => {
    const { tw } = instance();
    const when = new Date(minute(3));
    const dates = await ExecutionContextService.runInContext(async () => {
      when.setFullYear(1999);
      (await tw.getDate()).setFullYear(1999);
      ExecutionContextService.context.when.setFullYear(1999);
      return [await tw.getDate(), ExecutionContextService.context.when];
    }, at(0, { when }));
    expect(dates.map(minuteOf)).toEqual([3, 3]);
  });

  it('prices and quantities are written as the exchange does', async () => {
    const { tw } = instance();
    expect(await within(3, () => Promise.all([tw.formatPrice(SYMBOL, 1.005), tw.formatQuantity(SYMBOL, 2)]))).toEqual(['1.00', '2.000']);
  });

  it('an exchange that fails is told after its attempts', async () => {
    const { tw, market } = instance(new Market([], { answer: () => Promise.reject(new Error('503')) }));
    await expect(within(3, () => tw.getCandles(SYMBOL, '1m', 3))).rejects.toMatchObject({ code: 'exchange/candles' });
    expect(market.requests.length).toBe(1);
  });

  it('a question that makes no sense is refused', async () => {
    const { tw } = instance();
    await expect(within(3, () => tw.getCandles(SYMBOL, '1m', 0))).rejects.toMatchObject({ code: 'candles/limit' });
    await expect(within(3, () => tw.getAveragePrice(''))).rejects.toMatchObject({ code: 'candles/symbol' });
  });

  it('the names of nobody’s exchange are refused when it is needed', async () => {
    const { tw } = instance();
    await expect(MethodContextService.runInContext(() => ExecutionContextService.runInContext(() => tw.getCandles(SYMBOL, '1m', 1), at(3)), method({ exchangeName: 'nowhere' }))).rejects.toMatchObject({ code: 'registry/unknown', message: expect.stringContaining('exchange nowhere not found source=getCandles') as string });
  });

  it('every instance answers from its own exchanges, the module from the default one', async () => {
    const [one, other] = [instance(), instance(new Market(candles(-50, 50)))];
    const closes = await within(3, () => Promise.all([one, other].map(({ tw }) => tw.getCandles(SYMBOL, '1m', 1))));
    expect(closes.map(([candle]) => candle!.close)).toEqual([100_002.25, 100]);
    await expect(within(3, () => tradewright.getCandles(SYMBOL, '1m', 1))).rejects.toMatchObject({ code: 'registry/unknown' });
  });
});

describe('with one context only', () => {
  const { tw } = instance();

  it.each([
    ['getCandles', () => tw.getCandles(SYMBOL, '1m', 1)],
    ['getAveragePrice', () => tw.getAveragePrice(SYMBOL)],
    ['formatPrice', () => tw.formatPrice(SYMBOL, 1)],
    ['formatQuantity', () => tw.formatQuantity(SYMBOL, 1)],
  ])('%s says that the method context is missing, and how to get it', async (name, ask) => {
    await expect(ExecutionContextService.runInContext<Promise<unknown>>(ask, at(3))).rejects.toMatchObject({ code: 'context/missing', message: expect.stringMatching(new RegExp(`^${name} needs a method context.*MethodContextService\\.runInContext`)) as string });
  });

  it.each([
    ['getCandles', () => tw.getCandles(SYMBOL, '1m', 1)],
    ['getAveragePrice', () => tw.getAveragePrice(SYMBOL)],
    ['getDate', () => tw.getDate()],
    ['getMode', () => tw.getMode()],
  ])('%s says that the execution context is missing, and how to get it', async (name, ask) => {
    await expect(MethodContextService.runInContext<Promise<unknown>>(ask, method())).rejects.toMatchObject({ code: 'context/missing', message: expect.stringMatching(new RegExp(`^${name} needs an execution context.*ExecutionContextService\\.runInContext`)) as string });
  });

  it('what needs no more works', async () => {
    expect(await ExecutionContextService.runInContext(() => tw.getMode(), at(3))).toBe('backtest');
    expect(await MethodContextService.runInContext(() => tw.formatPrice(SYMBOL, 1), method())).toBe('1.00');
  });
});
