import { describe, expect, it } from 'vitest';
import { at, instance } from '../test/contexts.ts';
import { candles, Market, minuteOf, telling } from '../test/market.ts';
import { long, NAMES, world } from '../test/world.ts';
import { ExecutionContextService } from './execution-context-service.ts';
import * as tradewright from './index.ts';
import { MethodContextService } from './method-context-service.ts';

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
