import { describe, expect, it } from 'vitest';
import { at, instance, method } from '../test/contexts.ts';
import { minute, minuteOf } from '../test/market.ts';
import { collect, NAMES, SYMBOL, world } from '../test/world.ts';
import { ExecutionContextService } from './execution-context-service.ts';
import * as tradewright from './index.ts';
import { MethodContextService } from './method-context-service.ts';
import type { IExecutionContext, IMethodContext } from './types.ts';

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
