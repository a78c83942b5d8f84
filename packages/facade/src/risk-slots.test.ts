import { describe, expect, it } from 'vitest';
import { candles, Market, minute } from '../test/market.ts';
import { atMost, RISK, riskWorld, SlowValidator, until } from '../test/risk.ts';
import { collect, FREE, long, NAMES, SYMBOL, told } from '../test/world.ts';
import type { IRiskActivePosition } from './types.ts';

const HOUR = { 2: long() };
const WAITS = long({ priceOpen: 98 });
const dipping = (): Market => new Market(candles(-2000, 3000, { 5: [100, 100, 97, 99] }));
const later = async (turns: number): Promise<void> => {
  for (let i = 0; i < turns; i++) await Promise.resolve();
};

describe('the last slot', () => {
  it('goes to one of two symbols that ask in the same minute; the other is refused', async () => {
    const { all, most, refusals } = riskWorld([atMost(1)], { script: HOUR });
    expect((await all('A', 'B')).map(told)).toEqual([['time_expired 62'], []]);
    expect([most(), refusals.map(({ symbol, activePositionCount }) => [symbol, activePositionCount])]).toEqual([1, [['B', 1]]]);
  });

  it('goes to one of them in the background too', async () => {
    const { tw, most, refusals } = riskWorld([async (payload) => later(7).then(() => atMost(1)(payload))], { script: HOUR });
    const done = new Set<string>();
    tw.listenDoneBacktest(({ symbol }) => void done.add(symbol));
    for (const symbol of ['A', 'B', 'C']) tw.Backtest.background(symbol, NAMES);
    await until(() => done.size === 3);
    expect(most()).toBe(1);
    expect(refusals.length).toBeGreaterThan(0);
  });

  it('is not given away while a validator still thinks about who asked first', async () => {
    const slow = new SlowValidator();
    const { all, most, refusals } = riskWorld([slow.validate, atMost(1)], { script: HOUR });
    const both = all('A', 'B');
    const first = await slow.next();
    await until(() => true);
    expect(slow.asked.map(({ symbol }) => symbol)).toEqual(['A']);
    first.allow();
    (await slow.next()).allow();
    expect([(await both).map(told), most(), refusals.map(({ symbol }) => symbol)]).toEqual([[['time_expired 62'], []], 1, ['B']]);
    expect(slow.asked.map(({ symbol, activePositionCount }) => [symbol, activePositionCount])).toEqual([['A', 0], ['B', 1]]);
  });

  it('is free again once an onClose has been called, not before', async () => {
    const { all, most, story } = riskWorld([atMost(1)], { getSignal: () => long({ minuteEstimatedTime: 1 }), to: 200 });
    await all('A', 'B', 'C');
    expect([most(), new Set(story.filter((word) => word === 'opened' || word === 'closed')).size]).toEqual([1, 2]);
  });

  it('of one profile is not that of another', async () => {
    const { tw, on, most } = riskWorld([atMost(1)], { script: HOUR });
    tw.addRisk({ riskName: 'other', validations: [atMost(1)] });
    tw.addStrategy({ strategyName: 'free', interval: '1m', riskName: 'other', getSignal: (_symbol, when) => (when.getTime() === minute(2) ? long() : null) });
    const both = await Promise.all([collect(on('A')), collect(tw.Backtest.run('A', { ...NAMES, strategyName: 'free' }))]);
    expect([both.map(told), most()]).toEqual([[['time_expired 62'], ['time_expired 62']], 1]);
  });

  it('of one instance is not that of another', async () => {
    const [one, other] = [riskWorld([atMost(1)], { script: HOUR }), riskWorld([atMost(1)], { script: HOUR })];
    const both = await Promise.all([one.results(), other.results()]);
    expect([both.map(told), one.refusals, other.refusals]).toEqual([[['time_expired 62'], ['time_expired 62']], [], []]);
  });

  it('of backtests is not that of live trading', async () => {
    const { tw, results } = riskWorld([atMost(1)], { script: HOUR });
    await tw.lib.riskGlobalService.addSignal('A', { strategyName: 'live', riskName: RISK, backtest: false });
    expect(told(await results())).toEqual(['time_expired 62']);
  });
});

describe('strategies that share a profile', () => {
  it('trade under the coordinator of the seeds, to the letter', async () => {
    const { tw, errors, story } = riskWorld([], { script: {} });
    const { addRisk } = tw;
    // From here on as seed 004 writes it.
    addRisk({
      riskName: "coordinator",
      validations: [
        ({ activePositions, strategyName, symbol }) => {
          // Count positions for specific strategy
          const strategyPositions = activePositions.filter(
            pos => pos.strategyName === strategyName
          );

          // Check for symbol conflicts
          // oxlint-disable-next-line no-unused-vars -- so it stands there
          const symbolPositions = activePositions.filter(
            pos => pos.symbol === symbol
          );

          // Custom validation logic
          if (strategyPositions.length >= 2) {
            throw new Error("Max 2 positions per strategy");
          }
        }
      ]
    });
    for (const strategyName of ['one', 'two']) tw.addStrategy({ strategyName, interval: '1m', riskName: 'coordinator', getSignal: (_symbol, when) => (when.getTime() === minute(2) ? long() : null) });
    const of = (strategyName: string, symbol: string): Promise<number> => collect(tw.Backtest.run(symbol, { ...NAMES, strategyName })).then(({ length }) => length);
    const trades = await Promise.all(['one', 'two'].flatMap((strategyName) => ['A', 'B', 'C'].map((symbol) => of(strategyName, symbol))));
    expect(trades).toEqual([1, 1, 0, 1, 1, 0]);
    expect([errors, story.filter((word) => word.startsWith('validation'))]).toEqual([[], ['validation Max 2 positions per strategy', 'validation Max 2 positions per strategy']]);
  });

  it('know of each other by symbol, strategy and exchange', async () => {
    const seen: IRiskActivePosition[][] = [];
    const { tw, on } = riskWorld([({ activePositions }) => void seen.push(activePositions)], { script: HOUR, market: dipping() });
    tw.addStrategy({ strategyName: 'patient', interval: '1m', riskName: RISK, getSignal: (_symbol, when) => (when.getTime() === minute(1) ? WAITS : null) });
    const patient = tw.Backtest.run('B', { ...NAMES, strategyName: 'patient' });
    await Promise.all([collect(on('A')), collect(patient)]);
    const shown = seen.flat().map(({ symbol, strategyName, exchangeName, openTimestamp, signal }) => [symbol, strategyName, exchangeName, openTimestamp === signal?.pendingAt]);
    expect(shown).toContainEqual(['A', NAMES.strategyName, 'memory', true]);
  });
});

describe('a slot comes back', () => {
  it.each([
    ['when the position has closed', { script: HOUR }],
    ['when a limit of the policy is broken after the yes', { script: { 2: long({ priceTakeProfit: 100.1 }) } }],
    ['at once when the order waits, and when it times out', { script: { 2: long({ priceOpen: 50, priceStopLoss: 45 }) } }],
    ['when a waiting order was activated and stopped', { market: dipping(), script: { 2: long({ priceOpen: 98, priceStopLoss: 97 }) } }],
    ['when the data end under the position', { market: new Market(candles(-2000, 20)), script: HOUR }],
  ])('%s', async (_when, options) => {
    const { results, slots } = riskWorld([atMost(1)], options);
    await results();
    expect(await slots()).toBe(0);
  });

  it('when the run is aborted under an open position', async () => {
    const abort = new AbortController();
    const { tw, slots } = riskWorld([atMost(1)], { script: HOUR, callbacks: { onOpen: () => abort.abort() } });
    await collect(tw.Backtest.run(SYMBOL, NAMES, { signal: abort.signal }));
    expect(await slots()).toBe(0);
  });

  it('when the run fails under an open position', async () => {
    const market = new Market(candles(-2000, 3000, { 50: null }), { maxCandlesPerRequest: 20 });
    const { results, slots, most } = riskWorld([atMost(1)], { market, script: HOUR, to: 100, config: { ...FREE, CC_CANDLE_GAP: 'error' } });
    await expect(results()).rejects.toThrow('gap');
    expect([most(), await slots()]).toEqual([1, 0]);
  });

  it('when the run is left by break', async () => {
    const { on, slots } = riskWorld([atMost(1)], { getSignal: () => long({ minuteEstimatedTime: 3 }), to: 100 });
    for await (const _first of on(SYMBOL)) break;
    expect(await slots()).toBe(0);
  });

  it('when the run is stopped while a validator thinks; a yes comes too late', async () => {
    const slow = new SlowValidator();
    const { tw, on, slots, most } = riskWorld([slow.validate], { script: HOUR });
    const ended = collect(on(SYMBOL));
    const thinking = await slow.next();
    const stopped = tw.Backtest.stop(SYMBOL, NAMES.strategyName);
    thinking.allow();
    await stopped;
    const asked = slots();
    (await slow.next()).allow();
    expect([await ended, most(), await asked]).toEqual([[], 0, 0]);
  });

  it('when the run is stopped while a validator thinks about an activation', async () => {
    const slow = new SlowValidator();
    const { tw, on, slots, most } = riskWorld([(payload) => (payload.currentPrice === 98 ? slow.validate(payload) : undefined)], { market: dipping(), script: { 2: WAITS } });
    const ended = collect(on(SYMBOL));
    const thinking = await slow.next();
    const stopped = tw.Backtest.stop(SYMBOL, NAMES.strategyName);
    thinking.allow();
    await stopped;
    expect([(await ended).map(({ action }) => action), most(), await slots()]).toEqual([['cancelled'], 0, 0]);
  });

  it.each([
    ['left', (stream: { return(): unknown }, _abort: AbortController) => stream.return()],
    ['aborted', (_stream: object, abort: AbortController) => abort.abort()],
  ])('when the run is %s while a validator thinks, who holds up nobody then', async (_how, leave) => {
    const abort = new AbortController();
    const slow = new SlowValidator();
    const { tw, on, clock, story } = riskWorld([({ symbol, ...rest }) => (symbol === 'A' ? slow.validate({ symbol, ...rest }) : atMost(1)(rest))], { script: HOUR });
    const held = tw.Backtest.run('A', NAMES, { signal: abort.signal });
    const pending = held.next();
    await slow.next();
    const other = collect(on('B'));
    await until(() => true);
    void leave(held, abort);
    expect([told(await other), await pending, clock.pending, story]).toEqual([['time_expired 62'], { value: undefined, done: true }, 0, ['opened', 'closed']]);
  });

  it('of a run only: others that start, end, break off or are stopped touch nothing of it', async () => {
    let goOn = (): void => undefined;
    const kept = new Promise<void>((resolve) => (goOn = resolve));
    const market = new Market(candles(-2000, 3000), { maxCandlesPerRequest: 20, answer: ({ symbol, since }, honest) => (symbol === 'HELD' && since.getTime() > minute(2) ? kept.then(() => honest) : honest) });
    const { tw, on, slots, most } = riskWorld([atMost(2)], { market, to: 100, getSignal: (symbol, when) => (symbol !== 'HELD' || when.getTime() === minute(2) ? long({ minuteEstimatedTime: symbol === 'HELD' ? 60 : 2 }) : null) });
    const held = collect(on('HELD'));
    await until(() => most() === 1);
    const told: number[] = [];
    for await (const _closed of on('LEFT')) break;
    told.push(await slots());
    await collect(on('ENDS'));
    told.push(await slots());
    const stopped = collect(on('STOPPED'));
    await tw.Backtest.stop('STOPPED', NAMES.strategyName);
    await stopped;
    told.push(await slots());
    goOn();
    expect([told, (await held).length, most(), await slots()]).toEqual([[1, 1, 1], 1, 2, 0]);
  });
});
