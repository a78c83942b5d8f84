import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { candles, Market, minuteOf } from '../test/market.ts';
import { until } from '../test/risk.ts';
import { collect, long, NAMES, settlesBefore, SYMBOL, throwText, world, type World } from '../test/world.ts';
import { getDate } from './index.ts';
import type { DoneContract, ISignalDto, IStrategySchema, IWalkerResults, IWalkerSchema, WalkerContract } from './types.ts';

const WALKER = 'contest';
const WHICH = { walkerName: WALKER };
const { exchangeName, frameName } = NAMES;

/** Trades at the minutes told; the market rises to 111 in minutes 1, 11 and 21 and falls to 95 in minutes 31 and 41. */
const strategy = (strategyName: string, minutes: readonly number[], over: Partial<IStrategySchema> = {}): IStrategySchema => ({
  strategyName, interval: '1m',
  getSignal: (_symbol, when): ISignalDto | null => (minutes.includes(minuteOf(when)) ? long() : null),
  ...over,
});

const rising = { 1: [100, 111, 100, 100], 11: [100, 111, 100, 100], 21: [100, 111, 100, 100], 31: [100, 100, 95, 100], 41: [100, 100, 95, 100] } as const;

interface Contest extends World {
  readonly story: string[];
  readonly complete: IWalkerResults[];
  readonly done: DoneContract[];
  walk(symbol?: string): Promise<WalkerContract[]>;
}

/** A walker over strategies; what it tells is written down in order. */
function contest(strategies: readonly IStrategySchema[], over: Partial<IWalkerSchema> = {}, market: Market = new Market(candles(-2000, 3000, rising))): Contest {
  const made = world({ market, to: 60 });
  const { tw } = made;
  const story: string[] = [];
  const complete: IWalkerResults[] = [];
  const done: DoneContract[] = [];
  for (const schema of strategies) tw.addStrategy(schema);
  tw.addWalker({
    walkerName: WALKER, exchangeName, frameName, strategies: strategies.map(({ strategyName }) => strategyName), metric: 'totalPnl', ...over,
    callbacks: {
      onStrategyStart: (name) => void story.push(`start ${name}`),
      onStrategyComplete: (name, _symbol, stats, metric) => void story.push(`complete ${name} ${stats.totalSignals} ${metric?.toFixed(1) ?? 'null'}`),
      onStrategyError: (name, _symbol, error) => void story.push(`error ${name} ${(error as Error).message}`),
      onComplete: ({ bestStrategy }) => void story.push(`best ${bestStrategy}`),
      ...over.callbacks,
    },
  });
  tw.listenWalkerProgress(({ processedStrategies, totalStrategies, progress }) => void story.push(`progress ${processedStrategies}/${totalStrategies} ${progress.toFixed(2)}`));
  tw.listenWalker(({ strategyName, strategiesTested, bestStrategy }) => void story.push(`tested ${strategyName} ${strategiesTested} ${bestStrategy}`));
  tw.listenWalkerComplete((results) => {
    complete.push(results);
    story.push('complete');
  });
  tw.listenDoneWalker((event) => {
    done.push(event);
    story.push('done');
  });
  return { ...made, story, complete, done, walk: (symbol = SYMBOL) => collect(tw.Walker.run(symbol, WHICH)) };
}

/** +10 %; +20 %; −5 %. */
const three = (): IStrategySchema[] => [strategy('once', [0]), strategy('twice', [0, 10]), strategy('unlucky', [30])];

/** The exchange fails while one strategy is tested: its run breaks off. */
function breaking(name: string): Contest {
  let isBroken = false;
  const market = new Market(candles(-2000, 3000, rising), { answer: (_request, honest) => (isBroken ? throwText(new Error('down')) : honest) });
  const made = contest(three(), { callbacks: { onStrategyStart: (started) => void (isBroken = started === name) } }, market);
  made.tw.setConfig({ CC_CANDLE_GAP: 'error', CC_GET_CANDLES_RETRY_COUNT: 0 });
  return made;
}

const codeOf = (call: Promise<unknown>): Promise<unknown> => call.then(() => 'fulfilled', (error: { code?: unknown }) => error.code);

describe('a walk over three strategies', () => {
  it('yields what came of each, and who is best so far', async () => {
    const made = contest(three());
    const steps = await made.walk();
    expect(steps.map(({ strategyName, metricValue, bestStrategy, strategiesTested }) => [strategyName, Math.round(metricValue!), bestStrategy, strategiesTested])).toEqual([
      ['once', 10, 'once', 1],
      ['twice', 20, 'twice', 2],
      ['unlucky', -5, 'twice', 3],
    ]);
    expect(steps[1]).toMatchObject({ walkerName: WALKER, exchangeName, frameName, symbol: SYMBOL, metric: 'totalPnl', totalStrategies: 3, stats: { totalSignals: 2, winCount: 2 } });
  });

  it('tells everything in order, and that it is done exactly once', async () => {
    const made = contest(three());
    await made.walk();
    expect(made.story).toEqual([
      'start once', 'progress 1/3 0.33', 'complete once 1 10.0', 'tested once 1 once',
      'start twice', 'progress 2/3 0.67', 'complete twice 2 20.0', 'tested twice 2 twice',
      'start unlucky', 'progress 3/3 1.00', 'complete unlucky 1 -5.0', 'tested unlucky 3 twice',
      'best twice', 'complete', 'done',
    ]);
    expect(made.done).toEqual([expect.objectContaining({ symbol: SYMBOL, strategyName: WALKER, exchangeName, backtest: true, counts: expect.objectContaining({ opened: 4, closed: 4 }) as unknown })]);
    expect(made.complete[0]).toMatchObject({ walkerName: WALKER, symbol: SYMBOL, exchangeName, frameName, metric: 'totalPnl', totalStrategies: 3, bestStrategy: 'twice', bestStats: { totalSignals: 2 } });
  });

  it('awaits onStrategyComplete before the event and the next strategy', async () => {
    const made = contest(three(), { callbacks: { onStrategyComplete: async (name) => {
      await new Promise((resolve) => setImmediate(resolve));
      made.story.push(`waited ${name}`);
    } } });
    await made.walk();
    expect(made.story.slice(0, 4)).toEqual(['start once', 'progress 1/3 0.33', 'waited once', 'tested once 1 once']);
  });

  it('fires the callbacks and events of its strategies as their backtests would', async () => {
    const notes: string[] = [];
    const made = contest([strategy('once', [0], { callbacks: { onOpen: () => void notes.push('onOpen'), onClose: () => void notes.push('onClose') } })]);
    made.tw.listenSignalBacktest(({ action, strategyName }) => void notes.push(`${action} ${strategyName}`), { idle: false });
    made.tw.listenDoneBacktest(({ strategyName }) => void notes.push(`done ${strategyName}`)); // a part of the walk is no news of its own
    await made.walk();
    expect(notes).toEqual(['onOpen', 'opened once', 'onClose', 'closed once']);
    expect((await made.tw.Backtest.getData(SYMBOL, 'once')).totalSignals).toBe(1);
  });

  it('knows the frame inside its callbacks', async () => {
    const seen: number[] = [];
    const made = contest(three(), { callbacks: { onStrategyComplete: async () => void seen.push(minuteOf(await getDate())) } });
    await made.walk();
    expect(seen).toHaveLength(3);
  });

  it('ranks by the Sharpe ratio unless told otherwise; strategies without a value come last', async () => {
    const made = contest([strategy('idle', []), strategy('one', [0]), strategy('mixed', [0, 10, 30])]);
    made.tw.addWalker({ walkerName: 'default', exchangeName, frameName, strategies: ['idle', 'one', 'mixed'] });
    const steps = await collect(made.tw.Walker.run(SYMBOL, { walkerName: 'default' }));
    expect(steps.map(({ metric, metricValue, bestStrategy }) => [metric, metricValue === null, bestStrategy])).toEqual([['sharpeRatio', true, 'idle'], ['sharpeRatio', true, 'one'], ['sharpeRatio', false, 'mixed']]);
  });
});

describe('a strategy that fails', () => {
  it.each(['once', 'twice', 'unlucky'])('is told, and the others are tested: %s', async (name) => {
    const made = breaking(name);
    const steps = await made.walk();
    expect(steps.map(({ strategyName }) => strategyName)).toEqual(['once', 'twice', 'unlucky'].filter((one) => one !== name));
    expect(made.story.filter((line) => line.startsWith('error'))).toEqual([expect.stringContaining(`error ${name} `)]);
    expect(made.errors.length).toBeGreaterThan(0);
    expect(made.story).toContain('progress 3/3 1.00');
    expect([made.complete.length, made.done.length]).toEqual([1, 1]);
    expect(made.complete[0]!.bestStrategy).toBe(name === 'twice' ? 'once' : 'twice');
  });

  it('at its very start, by a schema that cannot be read, is told too', async () => {
    let broken = false;
    const spoilt = strategy('spoilt', [0]);
    Object.defineProperty(spoilt, 'callbacks', { enumerable: true, get: () => (broken ? throwText(new Error('no callbacks today')) : undefined) });
    const made = contest([spoilt, strategy('once', [0])]);
    broken = true;
    const steps = await made.walk();
    expect(steps.map(({ strategyName }) => strategyName)).toEqual(['once']);
    expect(made.story).toContain('error spoilt no callbacks today');
  });

  it('in getSignal only is told to listenError and tested like any other', async () => {
    const made = contest([strategy('throws', [], { getSignal: () => throwText(new Error('again')) }), strategy('once', [0])]);
    const steps = await made.walk();
    expect(steps.map(({ strategyName, stats }) => [strategyName, stats.totalSignals])).toEqual([['throws', 0], ['once', 1]]);
    expect(made.errors.length).toBeGreaterThan(0);
  });

  it('leaves no result when all do', async () => {
    const made = contest([strategy('a', [])], {}, new Market([], { answer: () => throwText(new Error('down')) }));
    made.tw.setConfig({ CC_CANDLE_GAP: 'error', CC_GET_CANDLES_RETRY_COUNT: 0 });
    expect(await made.walk()).toEqual([]);
    expect(made.complete).toEqual([expect.objectContaining({ bestStrategy: null, bestMetric: null, bestStats: null })]);
    expect(made.done).toHaveLength(1);
  });

  it.each(['onStrategyStart', 'onStrategyComplete', 'onStrategyError', 'onComplete'] as const)('%s that throws breaks nothing and is told', async (hook) => {
    const made = hook === 'onStrategyError' ? breaking('once') : contest(three(), { callbacks: { [hook]: () => throwText(new Error('my own')) } });
    if (hook === 'onStrategyError') made.tw.overrideWalker({ walkerName: WALKER, callbacks: { ...(await made.tw.listWalkers())[0]!.callbacks, onStrategyError: () => throwText(new Error('my own')) } });
    await made.walk();
    expect(made.errors.map(({ message }) => message)).toContain('my own');
    expect(made.done).toHaveLength(1);
  });
});

describe('stopping a walk', () => {
  it('in the middle ends it there: what was tested stays, what was cut short is not ranked', async () => {
    const made = contest(three());
    made.tw.listenSignalBacktest(({ action, strategyName }) => { if (action === 'opened' && strategyName === 'twice') void made.tw.Walker.stop(SYMBOL, WALKER); });
    const stops: string[] = [];
    made.tw.emitters.walkerStopSubject.subscribe(({ symbol, strategyName, walkerName }) => void stops.push(`${symbol} ${strategyName} ${walkerName}`));
    const steps = await made.walk();
    expect(steps.map(({ strategyName }) => strategyName)).toEqual(['once']);
    expect(stops).toEqual(['once', 'twice', 'unlucky'].map((name) => `${SYMBOL} ${name} ${WALKER}`));
    expect(made.story.slice(-4)).toEqual(['start twice', 'best once', 'complete', 'done']);
    expect(made.done).toHaveLength(1);
    const { strategyResults, bestStrategy, totalStrategies } = await made.tw.Walker.getData(SYMBOL, WALKER);
    expect([strategyResults.map(({ strategyName }) => strategyName), bestStrategy, totalStrategies]).toEqual([['once'], 'once', 3]);
  });

  it('resolves at once inside its own callbacks and its strategies’ hooks', async () => {
    const waited: string[] = [];
    const made = contest(three(), { callbacks: { onStrategyComplete: async (name) => {
      await made.tw.Walker.stop(SYMBOL, WALKER);
      waited.push(name);
    } } });
    expect(await made.walk()).toHaveLength(1);
    const asking = contest([strategy('asks', [], { getSignal: async () => {
      await asking.tw.Walker.stop(SYMBOL, WALKER);
      waited.push('asks');
      return null;
    } })]);
    await asking.walk();
    expect(waited).toEqual(['once', 'asks']);
  });

  it('inside a loop over its results does not wait for itself', async () => {
    const made = contest(three());
    const names: string[] = [];
    for await (const { strategyName } of made.tw.Walker.run(SYMBOL, WHICH)) {
      names.push(strategyName);
      await made.tw.Walker.stop(SYMBOL, WALKER);
    }
    expect([names, made.done.length]).toEqual([['once'], 1]);
  });

  it('of a walk in the background resolves when it is done', async () => {
    const made = contest(three());
    made.tw.Walker.background(SYMBOL, WHICH);
    const done = new Promise((resolve) => made.tw.listenDoneWalker(resolve));
    const stopped = made.tw.Walker.stop(SYMBOL, WALKER);
    expect(await settlesBefore(done, stopped)).toBe(true);
    await stopped;
    expect(await made.tw.Walker.list()).toMatchObject([{ status: 'fulfilled' }]);
  });

  it('before it began lets another one begin, and replaces no results', async () => {
    const made = contest(three());
    await made.walk();
    const unused = made.tw.Walker.run(SYMBOL, WHICH);
    await made.tw.Walker.stop(SYMBOL, WALKER);
    expect(await collect(unused)).toEqual([]);
    expect((await made.tw.Walker.getData(SYMBOL, WALKER)).strategyResults).toHaveLength(3);
    expect(await made.walk()).toHaveLength(3);
  });

  it('of one of its strategies’ backtests alone is told, and the walk goes on', async () => {
    const made = contest(three());
    made.tw.listenSignalBacktest(({ action, strategyName }) => { if (action === 'opened' && strategyName === 'twice') void made.tw.Backtest.stop(SYMBOL, 'twice'); });
    expect((await made.walk()).map(({ strategyName }) => strategyName)).toEqual(['once', 'unlucky']);
    expect(made.errors).toEqual([expect.objectContaining({ code: 'walker/cut-short' })]);
  });

  it('by leaving its loop tells nobody that it was done, and frees what it held', async () => {
    const made = contest(three());
    for await (const _step of made.tw.Walker.run(SYMBOL, WHICH)) break;
    expect([made.complete.length, made.done.length]).toEqual([0, 0]);
    made.tw.removeWalker(WALKER);
    made.tw.removeStrategy('once');
  });

  it('by leaving it while a strategy is tested ends that test too', async () => {
    const made = contest(three());
    const walk = made.tw.Walker.run(SYMBOL, WHICH);
    const first = walk.next();
    await walk.return();
    expect(await first).toEqual({ value: undefined, done: true });
    expect(made.done).toHaveLength(0);
    expect(await collect(made.tw.Backtest.run(SYMBOL, { ...NAMES, strategyName: 'once' }))).toHaveLength(1);
    made.tw.removeWalker(WALKER);
  });
});

describe('walks side by side', () => {
  it('of one walker on two symbols do not mix', async () => {
    const made = contest([strategy('picky', [0], { getSignal: (symbol, when) => (symbol === SYMBOL && minuteOf(when) === 0 ? long() : null) }), strategy('once', [0])]);
    const [btc, eth] = await Promise.all([made.walk(), made.walk('ETHUSDT')]);
    expect(btc!.map(({ symbol, stats }) => [symbol, stats.totalSignals])).toEqual([[SYMBOL, 1], [SYMBOL, 1]]);
    expect(eth!.map(({ symbol, stats }) => [symbol, stats.totalSignals])).toEqual([['ETHUSDT', 0], ['ETHUSDT', 1]]);
    expect(made.done.map(({ symbol }) => symbol).toSorted()).toEqual([SYMBOL, 'ETHUSDT']);
    expect((await made.tw.Walker.getData('ETHUSDT', WALKER)).strategyResults.map(({ stats }) => stats.totalSignals)).toEqual([1, 0]);
    expect((await made.tw.Walker.list()).map(({ symbol, walkerName, status }) => [symbol, walkerName, status])).toEqual([[SYMBOL, WALKER, 'fulfilled'], ['ETHUSDT', WALKER, 'fulfilled']]);
  });

  it('of two walkers that share strategies, and a backtest of one of these, give what they give alone', async () => {
    const made = contest(three());
    made.tw.addWalker({ walkerName: 'other', exchangeName, frameName, strategies: ['once', 'twice'], metric: 'winRate' });
    const [one, other, run] = await Promise.all([made.walk(), collect(made.tw.Walker.run(SYMBOL, { walkerName: 'other' })), collect(made.tw.Backtest.run(SYMBOL, { ...NAMES, strategyName: 'once' }))]);
    expect([one!.length, other.length, run.length]).toEqual([3, 2, 1]);
    expect(made.errors).toEqual([]);
  });

  it('refuses the same walker on the same symbol twice', async () => {
    const made = contest(three());
    const walk = made.tw.Walker.run(SYMBOL, WHICH);
    expect(() => made.tw.Walker.background(SYMBOL, WHICH)).toThrow(expect.objectContaining({ code: 'run/busy' }));
    await collect(walk);
    expect(await made.walk()).toHaveLength(3);
  });

  it('hold their walker, strategies, exchange and frame while they are under way', async () => {
    const made = contest(three());
    const walk = made.tw.Walker.run(SYMBOL, WHICH);
    await walk.next();
    const held = [() => made.tw.removeWalker(WALKER), () => made.tw.removeStrategy('unlucky'), () => made.tw.removeExchange(exchangeName), () => made.tw.overrideFrame({ frameName, note: 'n' })];
    for (const attempt of held) expect(attempt).toThrow(`is in use by walker ${WALKER} on ${SYMBOL}`);
    await collect(walk);
    for (const attempt of held.slice(0, 2)) attempt();
  });
});

describe('a walk in the background', () => {
  it('goes to its end, with one done event after every other; its function stops it', async () => {
    const made = contest(three());
    const statuses = async (): Promise<string[]> => (await made.tw.Walker.list()).map(({ status }) => status);
    made.tw.Walker.background(SYMBOL, WHICH);
    expect(await statuses()).toEqual(['pending']);
    await until(() => made.done.length > 0);
    expect(made.story.at(-1)).toBe('done');
    expect(await statuses()).toEqual(['fulfilled']);
    const stop = made.tw.Walker.background(SYMBOL, WHICH);
    stop();
    await until(() => made.done.length > 1);
    expect(made.story.slice(-3)).toEqual(['best null', 'complete', 'done']);
  });
});

describe('the report of a walk', () => {
  it('has the headings of the seeds, the best strategy first and trades of all', async () => {
    const made = contest(three());
    await made.walk();
    const report = await made.tw.Walker.getReport(SYMBOL, WALKER);
    for (const text of [`# Walker Comparison Report: ${WALKER}\n`, '**Optimization Metric:** totalPnl', '## Best Strategy: twice', '## Top Strategies Comparison', '| Rank | Strategy | totalPnl | Total Signals |', '| 1 | twice |', '| 3 | unlucky |', '## All Signals (PNL Table)', '| Strategy | Signal ID |']) expect(report).toContain(text);
    expect(report.match(/\| LONG \|/g)).toHaveLength(4);
  });

  it('is one file per symbol', async () => {
    const made = contest(three());
    await Promise.all([made.walk(), made.walk('ETHUSDT')]);
    const directory = await mkdtemp(join(tmpdir(), 'walker-'));
    for (const symbol of [SYMBOL, 'ETHUSDT']) expect(await made.tw.Walker.dump(symbol, WALKER, directory)).toBeUndefined();
    expect((await readdir(directory)).toSorted()).toEqual([`${WALKER}@${SYMBOL}.md`, `${WALKER}@ETHUSDT.md`]);
    expect(await readFile(join(directory, `${WALKER}@ETHUSDT.md`), 'utf8')).toBe(await made.tw.Walker.getReport('ETHUSDT', WALKER));
    expect(await codeOf(made.tw.Walker.dump(SYMBOL, WALKER, join(directory, `${WALKER}@${SYMBOL}.md`)))).toBe('report/write');
    await rm(directory, { recursive: true });
  });

  it('can be had while the walk is under way, and is replaced when the next one begins', async () => {
    const made = contest(three());
    await made.walk();
    const again = made.tw.Walker.run(SYMBOL, WHICH);
    expect((await made.tw.Walker.getData(SYMBOL, WALKER)).strategyResults).toHaveLength(3);
    await again.next();
    expect((await made.tw.Walker.getData(SYMBOL, WALKER)).strategyResults).toHaveLength(1);
    await collect(again);
  });
});

describe('walking with bad input', () => {
  type Call = (...given: unknown[]) => unknown;

  it.each(['run', 'background'] as const)('Walker.%s refuses it by name', (method) => {
    const made = contest(three());
    const call = made.tw.Walker[method].bind(made.tw.Walker) as Call;
    const refusal = (...given: unknown[]): string | undefined => {
      try {
        call(...given);
        return undefined;
      } catch (error) {
        return `${(error as { code: string }).code} ${(error as Error).message}`;
      }
    };
    expect(refusal(SYMBOL, { walkerName: 'nobody' })).toContain(`registry/unknown walker nobody not found source=Walker.${method}`);
    for (const symbol of ['', ' ', 7, null, undefined]) expect(refusal(symbol, WHICH)).toContain('run/symbol');
    for (const context of [null, undefined, 'contest']) expect(refusal(SYMBOL, context)).toContain('run/context');
    for (const walkerName of [undefined, null, 7, '']) expect(refusal(SYMBOL, { walkerName })).toContain('registry/unknown');
    const add = (walkerName: string, over: Partial<IWalkerSchema>): void => made.tw.addWalker({ walkerName, exchangeName, frameName, strategies: ['once'], ...over });
    add('lost', { strategies: ['once', 'nobody'] });
    add('nowhere', { exchangeName: 'nowhere' });
    add('never', { frameName: 'never' });
    made.tw.addStrategy(strategy('reckless', [], { riskName: 'no such' }));
    add('risky', { strategies: ['reckless'] });
    expect(refusal(SYMBOL, { walkerName: 'lost' })).toContain('strategy nobody not found');
    expect(refusal(SYMBOL, { walkerName: 'nowhere' })).toContain('exchange nowhere not found');
    expect(refusal(SYMBOL, { walkerName: 'never' })).toContain('frame never not found');
    expect(refusal(SYMBOL, { walkerName: 'risky' })).toContain('risk no such not found');
    expect(made.story).toEqual([]);
  });

  it.each(['stop', 'getData', 'getReport', 'dump'] as const)('Walker.%s refuses it by name', async (method) => {
    const made = contest(three());
    const call = made.tw.Walker[method].bind(made.tw.Walker) as (...given: unknown[]) => Promise<unknown>;
    await expect(call(SYMBOL, 'nobody')).rejects.toThrow(`walker nobody not found source=Walker.${method}`);
    for (const symbol of ['', ' ', 7, null, undefined]) expect(await codeOf(call(symbol, WALKER))).toBe('run/symbol');
    expect(await codeOf(call(SYMBOL, WALKER))).toBe(method === 'stop' ? 'fulfilled' : 'walker/none');
    await made.walk();
    if (method === 'dump') for (const path of ['', 7, null]) expect(await codeOf(call(SYMBOL, WALKER, path))).toBe('dump/directory');
  });
});
