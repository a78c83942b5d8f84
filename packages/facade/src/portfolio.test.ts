import { maxOpenPositions, portfolioStop } from '@tradewright/risk';
import { describe, expect, it } from 'vitest';
import { minute, minuteOf, type Ohlc } from '../test/market.ts';
import { curveOf, Markets, portfolioWorld, wordsOf } from '../test/portfolio-world.ts';
import { until } from '../test/risk.ts';
import { codeOf, collect, long, NAMES } from '../test/world.ts';
import type { DonePortfolioContract, IPortfolioClosing, IPortfolioContext } from './types.ts';

const HOUR = { 2: long() };
const UP: Ohlc = [100, 111, 100, 100];
const SIZED = { sizingName: 'all', method: 'fixed-notional', notional: 400 } as const;

describe('a portfolio', () => {
  it('yields what was opened and closed on every symbol, and the equity, in the order of time', async () => {
    const { portfolio, tw } = portfolioWorld({ script: HOUR, market: new Markets({ B: { 30: UP } }) });
    tw.addSizing(SIZED);
    const results = await collect(portfolio(['A', 'B'], { sizingName: 'all', equityEvery: '15m' }));
    expect(wordsOf(results)).toEqual(['A opened', 'B opened', 'B take_profit 30', 'A time_expired 62']);
    expect(curveOf(results).map(({ timestamp, equity, cash, exposure, openPositions }) => [minuteOf(timestamp), equity, cash, exposure, openPositions])).toEqual([
      [0, 1000, 1000, 0, 0], [15, 1000, 200, 800, 2], [30, 1000, 200, 800, 2], [45, 1040, 640, 400, 1], [60, 1040, 640, 400, 1], [62, 1040, 1040, 0, 0],
    ]);
  });

  it('tells callbacks, listeners and reports of each pair as its backtest would', async () => {
    const called: string[] = [];
    const { portfolio, tw, errors } = portfolioWorld({ script: HOUR, callbacks: { onOpen: (symbol) => void called.push(`open ${symbol}`), onClose: (symbol) => void called.push(`close ${symbol}`), onWrite: (symbol, row) => void called.push(`write ${symbol} ${row === null ? 'none' : 'row'}`) } });
    const heard: string[] = [];
    tw.listenSignalBacktest(({ action, symbol }) => void heard.push(`${action} ${symbol}`), { idle: false });
    tw.listenDoneBacktest(({ symbol, counts: { closed } }) => void heard.push(`done ${symbol} ${closed}`));
    await collect(portfolio(['A', 'B']));
    expect(called).toEqual(['write A row', 'open A', 'write B row', 'open B', 'close A', 'write A none', 'close B', 'write B none']);
    expect(heard).toEqual(['opened A', 'opened B', 'closed A', 'closed B', 'done A 1', 'done B 1']);
    expect([(await tw.Backtest.getData('B', NAMES.strategyName)).totalSignals, (await tw.Heat.getData(NAMES.strategyName)).totalSymbols, errors]).toEqual([1, 2, []]);
  });

  it('has its figures at any time, and tells them at its end', async () => {
    const { portfolio, tw } = portfolioWorld({ script: HOUR, market: new Markets({ B: { 30: UP } }) });
    tw.addSizing(SIZED);
    const done: DonePortfolioContract[] = [];
    tw.listenDonePortfolio((event) => void done.push(event));
    expect(await codeOf(tw.Portfolio.getData('both'))).toBe('portfolio/none');
    await collect(portfolio(['A', 'B'], { sizingName: 'all', portfolioName: 'both' }));
    const data = await tw.Portfolio.getData('both');
    expect(data).toMatchObject({ portfolioName: 'both', capital: 1000, equity: 1040, peakEquity: 1040, maxDrawdown: 0, openPositions: 0, stats: { totalSignals: 2 } });
    expect(data.totalReturn).toBeCloseTo(4, 10);
    expect(data.lines.map(({ symbol, strategyName, stats }) => [symbol, strategyName, stats.totalPnl])).toEqual([['A', NAMES.strategyName, 0], ['B', NAMES.strategyName, expect.closeTo(10, 10)]]);
    expect(done).toMatchObject([{ portfolioName: 'both', equity: 1040, symbols: ['A', 'B'] }]);
    expect(await tw.Portfolio.list()).toMatchObject([{ portfolioName: 'both', symbol: 'A, B', status: 'fulfilled' }]);
  });

  it('puts several strategies under one account, those named first first', async () => {
    const { words, tw } = portfolioWorld({ script: HOUR });
    tw.addStrategy({ strategyName: 'other', interval: '1m', getSignal: (_symbol, when) => (minuteOf(when) === 2 ? long({ minuteEstimatedTime: 5 }) : null) });
    tw.addRisk({ riskName: 'three', rules: [maxOpenPositions({ max: 3 })] });
    expect(await words(['A', 'B'], { strategyName: undefined as never, strategyNames: ['other', NAMES.strategyName], riskName: 'three' })).toEqual(['A opened', 'A opened', 'B opened', 'A time_expired 7', 'B time_expired 7', 'A time_expired 62']);
  });

  it('has slots of its own: each strategy’s profile begins empty, whatever runs besides', async () => {
    const { words, tw } = portfolioWorld({ script: HOUR, strategy: { riskName: 'one' } });
    tw.addRisk({ riskName: 'one', rules: [maxOpenPositions({ max: 1 })] });
    const other = tw.Backtest.run('X', NAMES);
    expect(await words(['A', 'B'])).toEqual(['A opened', 'A time_expired 62']);
    expect((await collect(other)).length).toBe(1);
  });

  it('closes all positions where its stop says so, and says so', async () => {
    const crash = Object.fromEntries(Array.from({ length: 80 }, (_, i) => [10 + i, [96, 96, 96, 96] as Ohlc]));
    const { words, tw } = portfolioWorld({ script: HOUR, market: new Markets({ A: crash }), config: { CC_TRADE_FEE: 0, CC_SLIPPAGE: 0 } });
    tw.addSizing({ ...SIZED, notional: 500 });
    tw.addRisk({ riskName: 'guarded', rules: [portfolioStop({ maxDrawdownFrac: 0.02 })] });
    expect(await words(['A', 'B'], { sizingName: 'all', riskName: 'guarded' })).toEqual([
      'A opened', 'B opened', 'stopped 11 portfolio-stop: drawdown 2 % ≥ 2 %: equity 980 of 1000', 'A command 11', 'B command 11',
    ]);
  });

  it('asks its hook after each close, in the context of who has closed, and closes what it says', async () => {
    const seen: IPortfolioClosing[] = [];
    const dates: Date[] = [];
    const { words, tw } = portfolioWorld({ script: HOUR, market: new Markets({ A: { 10: UP } }) });
    const onClose: IPortfolioContext['onClose'] = async (closing) => {
      seen.push(closing);
      dates.push(await tw.getDate());
      return closing.closed.symbol === 'A' ? [{ symbol: 'C', reason: 'A has won' }] : [];
    };
    expect(await words(['A', 'B', 'C'], { onClose })).toEqual(['A opened', 'B opened', 'C opened', 'A take_profit 10', 'C command 11', 'B time_expired 62']);
    expect(seen[0]).toMatchObject({ when: new Date(minute(11)), closed: { symbol: 'A', closeReason: 'take_profit' }, account: { capital: 1000, equity: 1010 }, open: [{ symbol: 'B', quantity: 1, signal: { priceOpen: 100 } }, { symbol: 'C' }] });
    expect(dates.map(minuteOf)).toEqual([11, 11, 62]);
    expect(seen.map(({ closed: { symbol, reasonText } }) => [symbol, reasonText])).toEqual([['A', null], ['C', 'A has won'], ['B', null]]);
  });

  it('goes on past a hook that fails, which is told', async () => {
    const { words, errors } = portfolioWorld({ script: HOUR });
    const onClose = (): never => {
      throw new Error('boom');
    };
    expect(await words(['A'], { onClose })).toEqual(['A opened', 'A time_expired 62']);
    expect(errors.map(({ message }) => message)).toEqual(['Rebalancing after scripted closed A failed: boom. Nothing was closed by it.']);
  });
});

describe('a portfolio under way', () => {
  it('in the background goes to its end, with one done event', async () => {
    const { tw } = portfolioWorld({ script: HOUR });
    const done: string[] = [];
    const points: number[] = [];
    tw.listenDonePortfolio(({ portfolioName }) => void done.push(portfolioName));
    tw.listenEquity(({ equity }) => void points.push(equity));
    tw.Portfolio.background(['A', 'B'], { ...NAMES, capital: 1000 });
    await until(() => done.length > 0);
    expect([done, points]).toEqual([[NAMES.strategyName], [1000, 1000, 1000]]);
  });

  it('stopped opens nothing more; what is open lives to its end', async () => {
    const { tw, portfolio } = portfolioWorld({ script: { 2: long(), 63: long() }, to: 100 });
    const seen: string[] = [];
    for await (const result of portfolio(['A', 'B'])) {
      seen.push(...wordsOf([result]));
      if (seen.length === 1) await tw.Portfolio.stop(NAMES.strategyName);
    }
    expect(seen).toEqual(['A opened', 'B opened', 'A time_expired 62', 'B time_expired 62']);
    await tw.Portfolio.stop('nobody');
  });

  it('can be stopped from its own hooks, which do not wait for themselves', async () => {
    let stopped = false;
    const { tw, words } = portfolioWorld({ getSignal: async (_symbol, when) => {
      if (minuteOf(when) === 3) await tw.Portfolio.stop(NAMES.strategyName).then(() => (stopped = true));
      return minuteOf(when) === 4 ? long() : null;
    } });
    expect([await words(['A', 'B']), stopped]).toEqual([[], true]);
  });

  it('keeps what it uses, and its name, until it has ended', async () => {
    const { tw, portfolio } = portfolioWorld({ script: HOUR });
    tw.addRisk({ riskName: 'free' });
    tw.addSizing(SIZED);
    const stream = portfolio(['A'], { riskName: 'free', sizingName: 'all' });
    for (const call of [() => tw.removeRisk('free'), () => tw.removeSizing('all'), () => tw.removeStrategy(NAMES.strategyName)]) expect(call).toThrow(expect.objectContaining({ code: 'registry/in-use' }));
    expect(() => portfolio(['B'])).toThrow(expect.objectContaining({ code: 'run/busy' }));
    for await (const _ of stream) break;
    tw.removeRisk('free');
    expect(wordsOf(await collect(portfolio(['B'])))).toEqual(['B opened', 'B time_expired 62']);
  });

  it('ends at once when its signal says so', async () => {
    const { tw } = portfolioWorld({ script: HOUR });
    const abort = new AbortController();
    const seen: string[] = [];
    for await (const result of tw.Portfolio.run(['A', 'B'], { ...NAMES, capital: 1000 }, { signal: abort.signal })) {
      seen.push(...wordsOf([result]));
      if (seen.length === 2) abort.abort();
    }
    expect(seen).toEqual(['A opened', 'B opened']);
  });
});

describe('a portfolio that cannot be', () => {
  it.each([
    ['no symbols', [], {}, 'run/symbol'],
    ['a symbol that is none', ['A', ''], {}, 'run/symbol'],
    ['a symbol twice', ['A', 'A'], {}, 'portfolio/lines'],
    ['no strategy', ['A'], { strategyName: undefined }, 'run/context'],
    ['both ways of naming strategies', ['A'], { strategyNames: [NAMES.strategyName] }, 'run/context'],
    ['no list of strategies', ['A'], { strategyName: undefined, strategyNames: [] }, 'run/context'],
    ['an unknown strategy', ['A'], { strategyName: 'x' }, 'registry/unknown'],
    ['an unknown profile', ['A'], { riskName: 'x' }, 'registry/unknown'],
    ['an unknown sizing', ['A'], { sizingName: 'x' }, 'registry/unknown'],
    ['no capital', ['A'], { capital: undefined }, 'run/options'],
    ['a capital of 0', ['A'], { capital: 0 }, 'run/options'],
    ['two currencies', ['BTC/USDT', 'ETH/BTC'], {}, 'portfolio/currency'],
    ['another currency than its account', ['BTC/USDT'], { currency: 'EUR' }, 'portfolio/currency'],
    ['an interval that is none', ['A'], { equityEvery: '7m' }, 'run/context'],
    ['a hook that is none', ['A'], { onClose: {} }, 'run/context'],
    ['a name that is none', ['A'], { portfolioName: ' ' }, 'run/context'],
  ])('for it has %s says so at once', (_name, symbols, over, code) => {
    const { portfolio } = portfolioWorld();
    expect(() => portfolio(symbols, over as never)).toThrow(expect.objectContaining({ code }));
  });

  it('for candles are not read ahead says so at once', () => {
    expect(() => portfolioWorld({ config: { CC_CANDLE_PREFETCH: false } }).portfolio(['A'])).toThrow(expect.objectContaining({ code: 'run/prefetch' }));
  });
});
