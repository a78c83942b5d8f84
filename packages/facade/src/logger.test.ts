import { describe, expect, it } from 'vitest';
import { candles, Market, minute } from '../test/market.ts';
import { collect, long, NAMES, SYMBOL, throwText, world, type WorldOptions } from '../test/world.ts';
import { ExecutionContextService } from './execution-context-service.ts';
import { getCandles } from './index.ts';
import { LoggerSwitch } from './logger.ts';
import { MethodContextService } from './method-context-service.ts';
import type { ILogger } from './types.ts';

const METHOD = { strategyName: NAMES.strategyName, exchangeName: NAMES.exchangeName, frameName: NAMES.frameName };
/** What every line of a run ends with. */
const whose = (n: number): unknown[] => [METHOD, { symbol: SYMBOL, when: new Date(minute(n)), backtest: true }];

interface Line {
  readonly level: string;
  readonly topic: string;
  readonly details: unknown[];
}

function notebook(): { readonly lines: Line[]; readonly logger: ILogger } {
  const lines: Line[] = [];
  const write = (level: string) => (topic: string, ...details: unknown[]): void => void lines.push({ level, topic, details });
  return { lines, logger: { log: write('log'), debug: write('debug'), info: write('info'), warn: write('warn') } };
}

async function linesOf(options: WorldOptions = {}): Promise<Line[]> {
  const { tw, results } = world(options);
  const { lines, logger } = notebook();
  tw.setLogger(logger);
  await results().catch(() => undefined);
  return lines;
}

const short = (lines: Line[]): string[] => lines.map(({ level, topic }) => `${level} ${topic}`);

describe('the logger', () => {
  it('hears of the start and the end of a run, with whose run it is', async () => {
    const lines = await linesOf();
    expect(short(lines)).toEqual(['info backtest started', 'info backtest done']);
    expect(lines[0]!.details).toEqual(whose(0));
    expect(lines[1]!.details).toEqual([expect.objectContaining({ asks: 10, frames: 10, closed: 0 }), ...whose(9)]);
  });

  it.each<[string, WorldOptions, string, RegExp, number]>([
    ['a strategy that fails', { getSignal: () => { throw new Error('no idea'); }, to: 1 }, 'getSignal failed', /no idea/, 0],
    ['a signal that is refused', { script: { 0: long({ priceTakeProfit: 1 }) } }, 'signal refused', /priceTakeProfit \(1\) must be > priceOpen/, 0],
    ['candles that were not to be had', { market: new Market([], { maxCandlesPerRequest: 20_000, answer: () => Promise.reject(new Error('503')) }) }, 'getCandles failed', /503/, 0],
    ['a run that breaks off', { market: new Market(candles(-5, 50, { 3: null })), config: { CC_CANDLE_GAP: 'error' } }, 'backtest failed', /no candles from/, 0],
  ])('is warned of %s', async (_what, options, topic, message, at) => {
    expect((await linesOf(options)).filter(({ level }) => level === 'warn')).toEqual([{ level: 'warn', topic, details: [expect.stringMatching(message), ...whose(at)] }]);
  });

  it('learns in passing how many frames had no price yet', async () => {
    const lines = await linesOf({ market: new Market(candles(4, 200, { 7: null })) });
    expect(lines.find(({ level }) => level === 'debug')).toEqual({ level: 'debug', topic: 'backtest frames without a price', details: [{ warmUpFrames: 5, skippedFrames: 0, gaps: 1 }, ...whose(9)] });
  });

  it('is not bothered frame by frame', async () => {
    expect((await linesOf({ to: 500 })).length).toBe(2);
  });

  it('is told how a run ended', async () => {
    const { tw, run } = world({ getSignal: () => long({ minuteEstimatedTime: 1 }), to: 100 });
    const { lines, logger } = notebook();
    tw.setLogger(logger);
    for await (const _result of run()) break;
    for await (const _result of run()) await tw.Backtest.stop(SYMBOL, NAMES.strategyName);
    const controller = new AbortController();
    for await (const _result of tw.Backtest.run(SYMBOL, NAMES, { signal: controller.signal })) controller.abort();
    expect(short(lines).filter((line) => !line.endsWith('started'))).toEqual(['info backtest left', 'info backtest stopped', 'info backtest aborted']);
  });

  it('that throws does not break the run: the listeners of errors hear of it', async () => {
    const { tw, results, errors } = world({ script: { 2: long({ minuteEstimatedTime: 1 }) } });
    const fail = (): void => { throw new Error('disk full'); };
    tw.setLogger({ log: fail, debug: fail, info: fail, warn: fail });
    expect((await results()).length).toBe(1);
    expect(errors.map(({ message }) => message)).toEqual(['disk full', 'disk full']);
  });

  it('may be replaced, also while a run is under way', async () => {
    const { tw, run } = world({ getSignal: () => long({ minuteEstimatedTime: 1 }) });
    const [first, second] = [notebook(), notebook()];
    tw.setLogger(first.logger);
    const stream = run();
    await stream.next();
    tw.setLogger(second.logger);
    await collect(stream);
    expect([short(first.lines), short(second.lines)]).toEqual([['info backtest started'], ['info backtest done']]);
  });

  it.each([
    [undefined, 'log, debug, info, warn is missing'],
    [null, 'log, debug, info, warn is missing'],
    [{ log() {}, info() {} }, 'debug, warn is missing'],
    [{ log() {}, debug() {}, info: 'x', warn() {} }, 'info is missing'],
  ])('needs its four functions: %j', (logger, message) => {
    expect(() => world().tw.setLogger(logger as unknown as ILogger)).toThrow(expect.objectContaining({ code: 'logger/shape', message: expect.stringContaining(message) as string }));
  });
});

describe('whose line it is', () => {
  it('is told by two more arguments, empty outside of a context', () => {
    const { lines, logger } = notebook();
    const log = new LoggerSwitch();
    log.use(logger);
    log.log('a', 1, 2);
    log.debug('b');
    log.info('c');
    log.warn('d');
    expect(lines).toEqual([
      { level: 'log', topic: 'a', details: [1, 2, {}, {}] }, { level: 'debug', topic: 'b', details: [{}, {}] },
      { level: 'info', topic: 'c', details: [{}, {}] }, { level: 'warn', topic: 'd', details: [{}, {}] },
    ]);
  });

  it('is the one that was entered, as far as it was', () => {
    const { lines, logger } = notebook();
    const log = new LoggerSwitch();
    log.use(logger);
    MethodContextService.runInContext(() => log.info('a'), METHOD);
    ExecutionContextService.runInContext(() => log.info('b'), { symbol: SYMBOL, when: new Date(0), backtest: false });
    expect(lines.map(({ details }) => details)).toEqual([[METHOD, {}], [{}, { symbol: SYMBOL, when: new Date(0), backtest: false }]]);
  });

  it('is the one of the hook that asked, where candles were not to be had', async () => {
    const market = new Market(candles(-2000, 500), { answer: ({ symbol }, honest) => (symbol === 'NONE' ? Promise.reject(new Error('503')) : honest) });
    const lines = await linesOf({ market, from: 3, to: 5, getSignal: async (_symbol, when) => { if (when.getTime() === minute(4)) await getCandles('NONE', '1m', 1); } });
    expect(lines.filter(({ level }) => level === 'warn')).toEqual([{ level: 'warn', topic: 'getCandles failed', details: [expect.stringContaining('503'), ...whose(4)] }]);
  });

  it('is never that of another run, whose listener drives this one', async () => {
    const { tw, results } = world({ to: 1 });
    const { lines, logger } = notebook();
    tw.setLogger(logger);
    tw.listenDoneBacktestOnce(() => true, () => collect(tw.Backtest.run('INNER', NAMES)));
    await results();
    await expect.poll(() => short(lines)).toEqual(['info backtest started', 'info backtest done', 'info backtest started', 'info backtest done']);
    expect(lines.map(({ details }) => (details.at(-1) as { symbol: string }).symbol)).toEqual([SYMBOL, SYMBOL, 'INNER', 'INNER']);
  });
});

describe('a level that is off', () => {
  /** A logger with these levels on, and every call made to it. */
  function counting(...on: string[]): { readonly calls: string[]; readonly asked: string[]; readonly logger: ILogger } {
    const [calls, asked]: [string[], string[]] = [[], []];
    const write = (level: string) => (topic: string): void => void calls.push(`${level} ${topic}`);
    return { calls, asked, logger: { log: write('log'), debug: write('debug'), info: write('info'), warn: write('warn'), isLevelEnabled: (level) => { asked.push(level); return on.includes(level); } } };
  }
  /** Frames without a price, gaps, five hundred asks and a trade. */
  const long500: WorldOptions = { to: 500, market: new Market(candles(4, 700, { 7: null })), getSignal: (_symbol, when) => (when.getTime() === minute(20) ? long() : null) };

  it('is not written to', async () => {
    const { tw, results } = world(long500);
    const { calls, logger } = counting('info', 'warn');
    tw.setLogger(logger);
    await results();
    expect(calls).toEqual(['info backtest started', 'info backtest done']);
  });

  it('costs nothing by frame or ask: the logger is looked at once a line', async () => {
    const { tw, results, asks } = world(long500);
    const { calls, asked, logger } = counting();
    tw.setLogger(logger);
    await results();
    expect([calls, asked, asks.length > 400]).toEqual([[], ['info', 'debug', 'info'], true]);
  });

  it('has nothing put together for it, nor has no logger at all', () => {
    let made = 0;
    const details = (): unknown[] => [++made];
    const log = new LoggerSwitch();
    for (const level of ['log', 'debug', 'info', 'warn'] as const) log.write(level, 'topic', details, undefined, () => { made++; return null; });
    log.use(counting().logger);
    for (const level of ['log', 'debug', 'info', 'warn'] as const) log.write(level, 'topic', details, undefined, () => { made++; return null; });
    expect(made).toBe(0);
    log.use(counting('info').logger);
    log.write('log', 'topic', details); // a level of the seeds only: on with `info`
    expect(made).toBe(1);
  });
});

describe('a logger that fails', () => {
  it.each<[string, Partial<ILogger>]>([
    ['rejects', { info: (async () => { throw new Error('disk full'); }) as unknown as ILogger['info'] }],
    ['throws when asked for its levels', { isLevelEnabled: () => { throw new Error('disk full'); } }],
    ['throws something strange', { info: () => throwText('disk full') }],
  ])('%s, breaks nothing and is told', async (_how, over) => {
    const { tw, results, errors } = world({ script: { 2: long({ minuteEstimatedTime: 1 }) } });
    tw.setLogger({ ...notebook().logger, ...over });
    expect((await results()).length).toBe(1);
    expect(errors.map(({ message }) => message)).toEqual(['disk full', 'disk full']);
  });

  it('is not told where nobody can hear of it', () => {
    const log = new LoggerSwitch();
    log.use({ ...notebook().logger, info: () => throwText('disk full') });
    expect(() => log.info('topic')).not.toThrow();
  });
});
