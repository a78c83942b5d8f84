import { describe, expect, it } from 'vitest';
import { candles, Market, minute, minuteOf, QuickClock, telling } from '../test/market.ts';
import { collect, FREE, long, NAMES, SYMBOL, world } from '../test/world.ts';
import { createTradewright, type Tradewright } from './create.ts';
import { ExecutionContextService } from './execution-context-service.ts';
import * as tradewright from './index.ts';
import { MethodContextService } from './method-context-service.ts';
import type { IExecutionContext, IMethodContext } from './types.ts';

const at = (n: number, over: Partial<IExecutionContext> = {}): IExecutionContext => ({ symbol: SYMBOL, when: new Date(minute(n)), backtest: true, ...over });
const method = (over: Partial<IMethodContext> = {}): IMethodContext => ({ ...NAMES, ...over });

/** Both contexts around a call, as users' tests write it. */
const within = <T>(n: number, call: () => T, over: Partial<IExecutionContext> = {}): T => MethodContextService.runInContext(() => ExecutionContextService.runInContext(call, at(n, over)), method());

function instance(market = new Market(telling(-2000, 500))): { readonly tw: Tradewright; readonly market: Market } {
  const tw = createTradewright({ clock: new QuickClock(minute(100_000)), config: { ...FREE, CC_GET_CANDLES_RETRY_COUNT: 1 } });
  tw.addExchange(market);
  return { tw, market };
}

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
    expect(market.requests.length).toBe(2);
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

describe('the services', () => {
  it('tell whether there is a context, and which', () => {
    expect([ExecutionContextService.hasContext(), MethodContextService.hasContext()]).toEqual([false, false]);
    ExecutionContextService.runInContext(() => {
      expect([ExecutionContextService.hasContext(), MethodContextService.hasContext()]).toEqual([true, false]);
      expect(new ExecutionContextService().context).toEqual(at(3));
      MethodContextService.runInContext(() => {
        expect([ExecutionContextService.context, MethodContextService.context, new MethodContextService().context]).toEqual([at(3), method(), method()]);
      }, method());
      expect(MethodContextService.hasContext()).toBe(false);
    }, at(3));
    expect(ExecutionContextService.hasContext()).toBe(false);
  });

  it('say where a context could be read', () => {
    expect(() => ExecutionContextService.context).toThrow(expect.objectContaining({ code: 'context/missing', message: expect.stringContaining('ExecutionContextService.runInContext') as string }));
    expect(() => MethodContextService.context).toThrow(expect.objectContaining({ code: 'context/missing', message: expect.stringContaining('MethodContextService.runInContext') as string }));
  });

  it('nest, and give back what was outside', async () => {
    const seen = await ExecutionContextService.runInContext(async () => {
      const inner = await ExecutionContextService.runInContext(async () => {
        await Promise.resolve();
        return ExecutionContextService.context.symbol;
      }, at(4, { symbol: 'INNER' }));
      return [inner, ExecutionContextService.context.symbol];
    }, at(3, { symbol: 'OUTER' }));
    expect(seen).toEqual(['INNER', 'OUTER']);
  });

  it('hand back what the function gives, and throw what it throws', () => {
    expect(MethodContextService.runInContext(() => 7, method())).toBe(7);
    expect(() => MethodContextService.runInContext(() => { throw new Error('mine'); }, method())).toThrow('mine');
  });

  it('keep their context over timers, chains of promises and microtasks', async () => {
    const symbols = await ExecutionContextService.runInContext(() => Promise.all([
      new Promise<string>((resolve) => void setTimeout(() => resolve(ExecutionContextService.context.symbol), 0)),
      new Promise<string>((resolve) => void setImmediate(() => resolve(ExecutionContextService.context.symbol))),
      new Promise<string>((resolve) => queueMicrotask(() => resolve(ExecutionContextService.context.symbol))),
      Promise.resolve().then(() => ExecutionContextService.context.symbol),
    ]), at(3));
    expect(symbols).toEqual(Array<string>(4).fill(SYMBOL));
  });

  it.each<[string, unknown]>([
    ['nothing', undefined], ['null', null], ['text', 'BTCUSDT'], ['no symbol', { ...at(3), symbol: '' }], ['a number as a symbol', { ...at(3), symbol: 1 }],
    ['an invalid date', { ...at(3), when: new Date('x') }], ['a number as a date', { ...at(3), when: minute(3) }], ['no mode', { symbol: SYMBOL, when: new Date(0) }],
  ])('refuse %s as an execution context', (_what, context) => {
    const refusal = expect.objectContaining({ code: 'context/shape', message: expect.stringContaining('{ symbol, when, backtest }') as string }) as Error;
    expect(() => ExecutionContextService.runInContext(() => 1, context as IExecutionContext)).toThrow(refusal);
    expect(() => ExecutionContextService.runAsyncIterator(numbers(), context as IExecutionContext)).toThrow(refusal);
  });

  it.each<[string, unknown]>([
    ['nothing', undefined], ['null', null], ['no strategy', { ...NAMES, strategyName: '' }], ['no exchange', { ...NAMES, exchangeName: undefined }], ['no frame', { strategyName: 's', exchangeName: 'e' }],
  ])('refuse %s as a method context', (_what, context) => {
    const refusal = expect.objectContaining({ code: 'context/shape', message: expect.stringContaining('{ strategyName, exchangeName, frameName }') as string }) as Error;
    expect(() => MethodContextService.runInContext(() => 1, context as IMethodContext)).toThrow(refusal);
    expect(() => MethodContextService.runAsyncIterator(numbers(), context as IMethodContext)).toThrow(refusal);
  });

  it('need no frame, as in live trading', () => {
    expect(MethodContextService.runInContext(() => MethodContextService.context.frameName, method({ frameName: '' }))).toBe('');
  });

  it.each([[undefined], [null], ['x']])('refuse %s in place of a function or an iterator', (garbage) => {
    expect(() => MethodContextService.runInContext(garbage as unknown as () => void, method())).toThrow(expect.objectContaining({ code: 'context/shape' }));
    expect(() => ExecutionContextService.runAsyncIterator(garbage as unknown as AsyncIterator<number>, at(3))).toThrow(expect.objectContaining({ code: 'context/shape' }));
  });
});

async function* numbers(): AsyncGenerator<number> {
  yield 1;
  yield 2;
}

describe('an iterator inside a context', () => {
  it('has it in all its body; its consumer does not', async () => {
    async function* symbols(): AsyncGenerator<string, string> {
      yield ExecutionContextService.context.symbol;
      await Promise.resolve();
      yield ExecutionContextService.context.symbol;
      return 'end';
    }
    const seen: unknown[] = [];
    const within = ExecutionContextService.runAsyncIterator<string, string>(symbols(), at(3));
    for (let step = await within.next(); ; step = await within.next()) {
      seen.push(step.value, ExecutionContextService.hasContext());
      if (step.done === true) break;
    }
    expect(seen).toEqual([SYMBOL, false, SYMBOL, false, 'end', false]);
  });

  it('nests in an iterator inside the other one', async () => {
    const { tw } = instance();
    async function* dates(): AsyncGenerator<string> {
      yield `${minuteOf(await tw.getDate())} ${(await tw.getCandles(SYMBOL, '1m', 1)).length}`;
    }
    expect(await collect(MethodContextService.runAsyncIterator(ExecutionContextService.runAsyncIterator(dates(), at(3)), method()))).toEqual(['3 1']);
  });

  it('cleans up within it when it is left early', async () => {
    const notes: string[] = [];
    async function* careful(): AsyncGenerator<number> {
      try {
        yield 1;
        yield 2;
      } finally {
        await Promise.resolve();
        notes.push(ExecutionContextService.context.symbol);
      }
    }
    for await (const _one of ExecutionContextService.runAsyncIterator(careful(), at(3))) break;
    expect(notes).toEqual([SYMBOL]);
  });

  it('that throws is not asked to clean up after itself', async () => {
    let left = 0;
    const failing: AsyncIterator<number> = { next: () => Promise.reject(new Error('dry')), return: () => { left++; return Promise.resolve({ done: true, value: undefined }); } };
    await expect(collect(ExecutionContextService.runAsyncIterator(failing, at(3)))).rejects.toThrow('dry');
    expect(left).toBe(0);
  });

  it('may be a backtest, whose hooks keep the context of their run', async () => {
    const seen: string[] = [];
    const { run } = world({ to: 2, getSignal: async (symbol) => { seen.push(`${symbol} ${minuteOf(await tradewright.getDate())} ${MethodContextService.context.strategyName}`); } });
    await collect(MethodContextService.runAsyncIterator(run(), method({ strategyName: 'mocked' })));
    expect(seen).toEqual(['BTCUSDT 0 scripted', 'BTCUSDT 1 scripted']);
  });
});

describe('inside a run', () => {
  it('getSignal, callbacks, listeners and filters have both contexts', async () => {
    const seen: unknown[] = [];
    const note = (where: string) => (): void => void seen.push([where, ExecutionContextService.hasContext() && minuteOf(ExecutionContextService.context.when), MethodContextService.hasContext() && MethodContextService.context]);
    const { tw, results } = world({ to: 2, callbacks: { onOpen: note('onOpen') }, getSignal: (_symbol, when) => {
      if (minuteOf(when) !== 1) return null;
      note('getSignal')();
      return long({ minuteEstimatedTime: 1 });
    } });
    tw.listenSignalBacktest(({ action }) => (action === 'opened' ? note('listener')() : undefined));
    tw.listenSignalBacktestOnce(({ action }) => {
      if (action === 'opened') note('filter')();
      return action === 'opened';
    }, note('once'));
    await results();
    expect(seen).toEqual(['getSignal', 'onOpen', 'listener', 'filter', 'once'].map((where) => [where, 1, NAMES]));
  });

  it('nobody moves the instant of a hook: no context of one’s own shows the future', async () => {
    const seen: number[] = [];
    const { results } = world({ from: 3, to: 4, market: new Market(telling(-50, 500)), getSignal: (symbol) => ExecutionContextService.runInContext(async () => {
      seen.push(minuteOf(await tradewright.getDate()), (await tradewright.getCandles(symbol, '1m', 1))[0]!.close, minuteOf(ExecutionContextService.context.when));
    }, at(400)) });
    await results();
    expect(seen).toEqual([3, 100_002.25, 3]);
  });

  it('the functions of another instance answer for the run of the hook', async () => {
    const other = instance(new Market(candles(-50, 50)));
    const seen: unknown[] = [];
    const { results } = world({ from: 3, to: 4, market: new Market(telling(-50, 500)), getSignal: async (symbol) => { seen.push((await other.tw.getCandles(symbol, '1m', 1))[0]!.close, await other.tw.formatPrice(symbol, 7)); } });
    await results();
    expect([seen, other.market.requests.length]).toEqual([[100_002.25, '7.00'], 0]);
  });

  it('after the hook has settled there is none, and one of one’s own may be entered', async () => {
    let release = (): void => undefined;
    const gate = new Promise<void>((resolve) => {
      release = resolve;
    });
    let late: Promise<unknown[]> | undefined;
    await world({ to: 1, getSignal: () => {
      late = gate.then(() => [ExecutionContextService.hasContext(), ExecutionContextService.runInContext(() => minuteOf(ExecutionContextService.context.when), at(7))]);
    } }).results();
    release();
    expect(await late).toEqual([false, 7]);
  });
});
