import { filter, map } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { long, throwText, world } from '../test/world.ts';
import { createTradewright } from './create.ts';

describe('the emitters of an instance', () => {
  it('hand out what the listeners get', async () => {
    const { tw, results } = world({ script: { 1: long({ minuteEstimatedTime: 1 }) }, to: 3 });
    const heard: string[] = [];
    tw.emitters.signalBacktestEmitter.subscribe(({ action }) => void heard.push(`backtest ${action}`));
    tw.emitters.signalEmitter.pipe(filter(({ action }) => action === 'closed')).subscribe(({ action }) => void heard.push(`any ${action}`));
    const [next, done] = [tw.emitters.signalEmitter.toPromise(), tw.emitters.doneBacktestSubject.toPromise()];
    await results();
    expect(heard).toEqual(['backtest idle', 'backtest opened', 'backtest closed', 'any closed', 'backtest idle']);
    expect([(await next).action, (await done).symbol]).toEqual(['idle', 'BTCUSDT']);
  });

  it('take what users send themselves, which belongs to no run', async () => {
    const tw = createTradewright();
    const heard: unknown[] = [];
    tw.listenSignalBacktest(async (result) => {
      await Promise.resolve();
      heard.push(result.action, await tw.getDate().catch(({ code }: { code: string }) => code));
    });
    for (let i = 0; i < 2; i++) tw.emitters.signalBacktestEmitter.next({ action: 'idle', signal: null, strategyName: 's', exchangeName: 'e', symbol: 'X', currentPrice: 1 });
    await expect.poll(() => heard).toEqual(['idle', 'context/missing', 'idle', 'context/missing']);
  });

  it.each([
    ['throws', () => { throw new Error('subscriber broke'); }],
    ['rejects', async () => { throw new Error('subscriber broke'); }],
  ])('tell listenError of a subscriber that %s; the run stands', async (_how, subscriber) => {
    const { tw, results, errors } = world({ script: { 1: long({ minuteEstimatedTime: 1 }) }, to: 2 });
    tw.emitters.signalBacktestEmitter.subscribe(subscriber);
    tw.emitters.signalBacktestEmitter.pipe(map((result) => result)).subscribe(subscriber);
    expect((await results()).length).toBe(1);
    expect(new Set(errors.map(({ message }) => message))).toEqual(new Set(['subscriber broke']));
  });

  it('tell nobody of a subscriber of errors that fails, which would never end', async () => {
    const { tw, results, errors } = world({ to: 1, getSignal: () => throwText('no idea') });
    tw.emitters.errorEmitter.subscribe(() => { throw new Error('again'); });
    await results();
    expect(errors.map(({ message }) => message)).toEqual(['scripted on BTCUSDT: no idea']);
  });

  it('cannot be ended by a user', async () => {
    const { tw, results } = world({ script: { 1: long({ minuteEstimatedTime: 1 }) }, to: 2 });
    const heard: string[] = [];
    tw.emitters.signalBacktestEmitter.complete();
    tw.emitters.signalBacktestEmitter.error(new Error('mine'));
    tw.listenSignalBacktest(({ action }) => void heard.push(action));
    await results();
    expect(heard).toEqual(['idle', 'opened', 'closed']);
  });
});
