import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { candles, Market, minute } from '../test/market.ts';
import { codeOf, collect, FREE, long, NAMES, SYMBOL, throwText, world, type World } from '../test/world.ts';
import { createTradewright } from './create.ts';
import { ReportError } from './report/report-error.ts';

let directory: string;
const home = process.cwd();

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'reports-'));
});

afterEach(async () => {
  process.chdir(home);
  await rm(directory, { recursive: true, force: true });
});

/** One trade for +10 percent in minute 1, on whatever symbol. */
const traded = async (...symbols: string[]): Promise<World> => {
  const made = world({ market: new Market(candles(-2000, 3000, { 1: [100, 111, 100, 100] })), script: { 0: long({ id: 'a' }) } });
  for (const symbol of symbols) await collect(made.tw.Backtest.run(symbol, NAMES));
  return made;
};

const { strategyName } = NAMES;
const filesIn = async (path: string): Promise<string[]> => (await readdir(path)).toSorted();
describe('dumping a report', () => {
  it('writes under ./dump by default, one file a symbol and kind', async () => {
    const { tw } = await traded(SYMBOL, 'ETHUSDT');
    process.chdir(directory);
    for (const kind of ['Backtest', 'Schedule', 'Partial', 'Risk', 'Performance'] as const) {
      for (const symbol of [SYMBOL, 'ETHUSDT']) expect(await tw[kind].dump(symbol, strategyName)).toBeUndefined();
    }
    await tw.Heat.dump(strategyName);
    for (const kind of ['backtest', 'schedule', 'performance']) expect(await filesIn(`dump/${kind}`)).toEqual([`${strategyName}@${SYMBOL}.md`, `${strategyName}@ETHUSDT.md`]);
    for (const kind of ['partial', 'risk']) expect(await filesIn(`dump/${kind}`)).toEqual([`${SYMBOL}_${strategyName}.md`, `ETHUSDT_${strategyName}.md`]);
    expect(await filesIn('dump/heatmap')).toEqual([`${strategyName}.md`]);
    expect(await readFile(`dump/backtest/${strategyName}@ETHUSDT.md`, 'utf8')).toBe(await tw.Backtest.getReport('ETHUSDT', strategyName));
    expect(await readFile(`dump/heatmap/${strategyName}.md`, 'utf8')).toBe(await tw.Heat.getReport(strategyName));
  });

  it('with one argument writes all symbols of the strategy, where the seeds wrote them', async () => {
    const { tw } = await traded(SYMBOL, 'ETHUSDT');
    process.chdir(directory);
    await tw.Backtest.dump(strategyName);
    expect(await filesIn('dump/backtest')).toEqual([`${strategyName}.md`]);
    const report = await readFile(`dump/backtest/${strategyName}.md`, 'utf8');
    for (const text of [`| ${SYMBOL} |`, '| ETHUSDT |', '**Total signals:** 2']) expect(report).toContain(text);
    await tw.Risk.dump(strategyName);
    expect(await filesIn('dump/risk')).toEqual([`${SYMBOL}_${strategyName}.md`, `ETHUSDT_${strategyName}.md`]);
    await tw.Performance.dump(strategyName, undefined, 'elsewhere');
    expect(await filesIn('elsewhere')).toEqual([`${strategyName}.md`]);
  });

  it('honours an absolute path, makes its directories and replaces what was there', async () => {
    const { tw } = await traded(SYMBOL);
    const path = join(directory, 'deep', 'er');
    await tw.Backtest.dump(SYMBOL, strategyName, path);
    await tw.Backtest.dump(SYMBOL, strategyName, path);
    expect(await filesIn(path)).toEqual([`${strategyName}@${SYMBOL}.md`]);
  });

  it('keeps reports of some runs apart from those of all', async () => {
    const { tw } = await traded(SYMBOL);
    tw.addFrame({ frameName: 'noon', interval: '1m', startDate: new Date(minute(0)), endDate: new Date(minute(5)) });
    const choices = [{}, { exchangeName: 'memory' }, { frameName: 'noon' }, { exchangeName: 'memory', frameName: 'noon' }];
    for (const choice of choices) {
      await tw.Backtest.dump(SYMBOL, strategyName, directory, choice);
      await tw.Backtest.dump(strategyName, undefined, directory, choice);
      await tw.Partial.dump(SYMBOL, strategyName, directory, choice);
      await tw.Heat.dump(strategyName, join(directory, 'heat'), choice);
    }
    expect((await filesIn(directory)).filter((name) => name.endsWith('.md'))).toHaveLength(12);
    expect(await filesIn(join(directory, 'heat'))).toHaveLength(4);
    expect(await readFile(join(directory, `${strategyName}@${SYMBOL}@@noon.md`), 'utf8')).toContain('No signals closed yet.');
  });

  it('says with a typed error where it could not be written, and leaves nothing half done', async () => {
    const { tw } = await traded(SYMBOL);
    const file = join(directory, 'file');
    await writeFile(file, 'here already');
    const failure = await tw.Backtest.dump(SYMBOL, strategyName, file).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(ReportError);
    expect(failure).toMatchObject({ code: 'report/write', path: join(file, `${strategyName}@${SYMBOL}.md`), cause: expect.objectContaining({ code: expect.stringMatching(/ENOTDIR|EEXIST/) as string }) as unknown });
    await mkdir(join(directory, `${strategyName}.md`)); // a directory stands where the file should
    expect(await codeOf(tw.Heat.dump(strategyName, directory))).toBe('report/write');
    expect(await filesIn(directory)).toEqual(['file', `${strategyName}.md`]);
  });
});

describe('names that are paths', () => {
  const NASTY = ['..', '../../up', '/etc/passwd', String.raw`..\up`, 'a/b', 'a_b', 'a%2Fb', 'a@b', '.hidden', 'x:y', 'nul\0l', 'ends.', ' space', `${'long'.repeat(80)}1`, `${'long'.repeat(80)}2`, '日本語'.repeat(40), '\u202828', ' 28'];

  it.each(NASTY)('strategy %j stays inside the directory', async (nasty) => {
    const { tw } = await traded();
    tw.addStrategy({ strategyName: nasty, interval: '1m', getSignal: () => null });
    const inside = join(directory, 'inside');
    await mkdir(inside);
    await tw.Backtest.dump(SYMBOL, nasty, inside);
    await tw.Backtest.dump(nasty, undefined, inside);
    await tw.Heat.dump(nasty, join(inside, 'heat'));
    await tw.Partial.dump(SYMBOL, nasty, inside);
    expect(await filesIn(directory)).toEqual(['inside']);
    expect(await filesIn(inside)).toHaveLength(4);
  });

  it('stay different, as strategies and as symbols', async () => {
    const { tw } = await traded();
    for (const nasty of NASTY) tw.addStrategy({ strategyName: nasty, interval: '1m', getSignal: () => null });
    for (const nasty of NASTY) {
      for (const symbol of NASTY) await tw.Risk.dump(symbol, nasty, join(directory, 'risk'));
      await tw.Backtest.dump(nasty, undefined, join(directory, 'backtest'));
    }
    for (const symbol of NASTY) await tw.Backtest.dump(symbol, strategyName, join(directory, 'backtest'));
    expect(await filesIn(join(directory, 'risk'))).toHaveLength(NASTY.length ** 2);
    expect(await filesIn(join(directory, 'backtest'))).toHaveLength(NASTY.length * 2);
  });

  it('a symbol with a slash is one file', async () => {
    const { tw } = await traded('BTC/USDT:USDT');
    await tw.Backtest.dump('BTC/USDT:USDT', strategyName, directory);
    expect(await filesIn(directory)).toEqual([`${strategyName}@BTC%2FUSDT%3AUSDT.md`]);
  });
});

describe('a writer of one’s own', () => {
  const written = async (write: (path: string, text: string) => unknown): Promise<World['tw']> => {
    const tw = createTradewright({ config: FREE, reports: { write: write as (path: string, text: string) => Promise<void> } });
    tw.addStrategy({ strategyName, interval: '1m', getSignal: () => null });
    return tw;
  };

  it('gets the path and the text instead of the file system', async () => {
    const seen: string[] = [];
    const tw = await written((path, text) => void seen.push(path, text));
    await tw.Backtest.dump(SYMBOL, strategyName);
    expect(seen).toEqual([join('dump', 'backtest', `${strategyName}@${SYMBOL}.md`), `# Backtest Report: ${strategyName}\n\nNo signals closed yet.\n`]);
  });

  it.each([
    ['throws', () => throwText('full')],
    ['rejects', () => Promise.reject(new Error('full'))],
  ])('that %s is a typed error of the dump', async (_how, write) => {
    const tw = await written(write);
    await expect(tw.Heat.dump(strategyName)).rejects.toMatchObject({ name: 'ReportError', code: 'report/write', retryable: true, message: expect.stringContaining('full') as string });
  });
});

describe('asking for reports with bad input', () => {
  const KINDS = ['Backtest', 'Schedule', 'Partial', 'Risk', 'Performance'] as const;
  const METHODS = ['getData', 'getReport', 'dump'] as const;
  type Call = (...given: unknown[]) => Promise<unknown>;
  const callOf = (tw: World['tw'], kind: (typeof KINDS)[number] | 'Heat', method: (typeof METHODS)[number]): Call => (tw[kind][method] as Call).bind(tw[kind]);

  it.each(KINDS.flatMap((kind) => METHODS.map((method) => [kind, method] as const)))('%s.%s refuses it by name', async (kind, method) => {
    const { tw } = await traded();
    const call = callOf(tw, kind, method);
    await expect(call(SYMBOL, 'nobody')).rejects.toThrow(`strategy nobody not found source=${kind}.${method}`);
    for (const symbol of ['', ' ', 7, null, {}]) expect(await codeOf(call(symbol, strategyName))).toBe('run/symbol');
    const after = method === 'dump' ? [undefined] : [];
    for (const choice of [null, 'all', 7]) expect(await codeOf(call(SYMBOL, strategyName, ...after, choice))).toBe('run/context');
    for (const choice of [{ exchangeName: 'nowhere' }, { frameName: 'never' }, { frameName: 7 }]) expect(await codeOf(call(SYMBOL, strategyName, ...after, choice))).toBe('registry/unknown');
    expect(await codeOf(call())).toBe(method === 'dump' ? 'registry/unknown' : 'run/symbol');
    if (method === 'dump') for (const path of ['', 7, null, 'nul\0l']) expect(await codeOf(call(SYMBOL, strategyName, path))).toBe('dump/directory');
  });

  it.each(METHODS)('Heat.%s refuses it by name', async (method) => {
    const { tw } = await traded();
    const call = callOf(tw, 'Heat', method);
    await expect(call('nobody')).rejects.toThrow(`strategy nobody not found source=Heat.${method}`);
    const after = method === 'dump' ? [undefined] : [];
    expect(await codeOf(call(strategyName, ...after, null))).toBe('run/context');
    expect(await codeOf(call(strategyName, ...after, { exchangeName: 'nowhere' }))).toBe('registry/unknown');
    if (method === 'dump') for (const path of ['', 7, null]) expect(await codeOf(call(strategyName, path))).toBe('dump/directory');
  });
});
