import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { csv, gzip, minutes, strategy } from '@tradewright/cli-kit/testing';
import { describe, expect, it } from 'vitest';
import { directoryWith, run } from './cli.ts';

const KEYS = ['schemaVersion', 'candles', 'trades', 'winRate', 'totalPnlPercent', 'pnlIntervalPercent', 'ambiguousTrades', 'maxDrawdownPercent', 'durationMs', 'candlesPerSecond', 'reportPath'];
const candles = csv(minutes(1440));

type Json = Readonly<Record<string, unknown>>;
const rowsOf = (path: string): string[][] => readFileSync(path, 'utf8').trimEnd().split('\n').map((line) => line.split(','));
const columnOf = (rows: string[][], name: string): string[] => rows.slice(1).map((row) => row[rows[0]!.indexOf(name)]!);

describe('the embedded default', () => {
  it.concurrent('backtests an example on 90 days of synthetic candles, says that they are synthetic, and trades', async () => {
    const directory = directoryWith();
    const { code, stdout, stderr } = await run(directory);
    expect(stdout).toMatch(/SYNTHETIC \(seed 1\)/);
    expect(stdout).toMatch(/Candles +129,600 of one minute/);
    expect(stdout).toMatch(/Trades +[1-9]/);
    expect(stdout).toMatch(/Trigger +candle-range, stop-loss-first/);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const folder = join(directory, 'out/SYNTHETIC-moving-average-crossover');
    expect(readdirSync(folder).sort()).toEqual(['report.md', 'trades.csv']);
    expect(readFileSync(join(folder, 'report.md'), 'utf8')).toContain('**SYNTHETIC (seed 1)**');
  });

  it.concurrent('comes to the same trades whenever it is repeated, and to others with another seed', async () => {
    const directory = directoryWith();
    const period = ['--to', '2020-02-15', '--from', '2020-02-01'];
    const [first, again, other] = await Promise.all([
      run(directory, ...period, '--out', 'a'),
      run(directory, ...period, '--out', 'b'),
      run(directory, ...period, '--out', 'c', '--synthetic', '2'),
    ]);
    const read = (folder: string): string => readFileSync(join(directory, folder, 'trades.csv'), 'utf8');
    expect([first.code, again.code, other.code]).toEqual([0, 0, 0]);
    expect(rowsOf(join(directory, 'a/trades.csv')).length).toBeGreaterThan(5);
    expect(read('b')).toBe(read('a'));
    expect(read('c')).not.toBe(read('a'));
  });
});

describe('--json', () => {
  it.concurrent('prints one object, its documented keys first, whatever the strategy prints', async () => {
    const source = strategy({ top: "console.log('loaded'); process.stdout.write('!');", body: "console.log('asked'); return buy(price);" });
    const directory = directoryWith({ 'candles.csv.gz': gzip(candles), 'strategy.ts': source });
    const { code, stdout, stderr } = await run(directory, 'strategy.ts', '--candles', '*.csv.gz', '--symbol', 'X', '--json');
    const json = JSON.parse(stdout) as Json;
    expect(stdout.trimEnd().split('\n')).toHaveLength(1);
    expect(Object.keys(json).slice(0, KEYS.length)).toEqual(KEYS);
    expect(json).toMatchObject({ schemaVersion: 1, candles: 1440, syntheticSeed: null, from: '2023-01-01T00:00:00.000Z', to: '2023-01-02T00:00:00.000Z', warmUpFrames: 1, lookahead: null, triggerPrice: 'candle-range' });
    expect(stderr).toContain('asked');
    expect(code).toBe(0);
  });

  it.concurrent('agrees with the rows of trades.csv', async () => {
    const directory = directoryWith({ 'candles.csv': candles, 'strategy.ts': strategy() });
    const { stdout } = await run(directory, 'strategy.ts', '--candles', 'candles.csv', '--symbol', 'X', '--json');
    const json = JSON.parse(stdout) as Json;
    const rows = rowsOf(json['tradesPath'] as string);
    const pnl = columnOf(rows, 'pnl_percent').map(Number);
    expect(pnl.length).toBeGreaterThan(10);
    expect(json['trades']).toBe(pnl.length);
    expect(json['totalPnlPercent']).toBeCloseTo(pnl.reduce((sum, value) => sum + value, 0), 8);
    expect(json['winRate']).toBeCloseTo((pnl.filter((value) => value > 0).length / pnl.length) * 100, 8);
    expect(new Set(columnOf(rows, 'run_hash'))).toEqual(new Set([(json['runHash'] as string).slice(0, 16)]));
    for (const [i, at] of columnOf(rows, 'open_time').entries()) expect(Date.parse(at)).toBe(Number(columnOf(rows, 'open_time_ms')[i]));
  });
});

describe('files of strategies', () => {
  const inner = strategy().replace("import type { IStrategySchema } from 'tradewright'", "import { intervalMs } from '@tradewright/core';\nif (intervalMs('1m') !== 60_000) throw new Error('another core')").replace(': IStrategySchema', '');
  const compiled = strategy({ top: "enum Name { Buys = 'buys' }\nnamespace Inner { export const x = Name.Buys }\nclass A { constructor(readonly b: number) {} }\nif (new A(1).b !== 1) throw new Error();" });

  it.concurrent.each<[what: string, files: Readonly<Record<string, string>>, args?: readonly string[]]>([
    ['a file that registers its strategy itself', { 'strategy.ts': `import { addStrategy } from 'tradewright';\n${strategy().replace('export default schema', 'addStrategy(schema)')}` }],
    ['one that registers it and exports it as well', { 'strategy.ts': `import { addStrategy } from 'tradewright';\n${strategy()}\naddStrategy(schema);` }],
    ['one of several in an array', { 'strategy.ts': strategy({ name: 'other' }).replace('export default schema', "export default [schema, { ...schema, strategyName: 'buys' }]") }, ['--strategy', 'buys']],
    ['a factory', { 'strategy.ts': strategy().replace('export default schema', 'export default ({ name }: { name: string }) => ({ ...schema, strategyName: name })') }, ['--param', 'name=buys']],
    ['a factory that waits', { 'strategy.ts': strategy().replace('export default schema', 'export default async () => [schema]') }],
    ['TypeScript that has to be compiled', { 'strategy.ts': compiled.replace("strategyName: 'buys'", 'strategyName: Inner.x') }],
    ['TypeScript that imports a neighbour without its extension', { 'strategy.ts': "export { default } from './inner/buys';", 'inner/buys.ts': inner }],
    ['plain JavaScript', { 'strategy.mjs': "export default { strategyName: 'buys', interval: '15m', getSignal: () => null };" }],
    ['CommonJS', { 'strategy.cjs': "module.exports = { strategyName: 'buys', interval: '15m', getSignal: () => null };" }],
  ])('%s can be run from anywhere', async (_what, files, args = []) => {
    const directory = directoryWith({ 'candles.csv': candles, ...files });
    const { code, stdout, stderr } = await run(directory, Object.keys(files)[0]!, '--candles', 'candles.csv', '--symbol', 'X', '--json', ...args);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(JSON.parse(stdout)).toMatchObject({ strategy: 'buys', candles: 1440 });
  });

  it.concurrent('parameters arrive as numbers, booleans and text', async () => {
    const directory = directoryWith({ 'strategy.ts': "export default (params: object) => { console.error(JSON.stringify(params)); throw new Error('seen'); };" });
    const { stderr } = await run(directory, 'strategy.ts', '--param', 'n=1.5', '--param', 'yes=true', '--param', 'text=a=b', '--param', 'empty=');
    expect(stderr).toContain('{"n":1.5,"yes":true,"text":"a=b","empty":""}');
  });
});

describe('configuration', () => {
  it.concurrent.each([
    ['JSON', 'config.json', '{ "CC_TRADE_FEE": 0, "CC_INTRABAR_POLICY": "take-profit-first" }'],
    ['TypeScript', 'config.ts', "const fee: number = 0;\nexport default { CC_TRADE_FEE: fee, CC_INTRABAR_POLICY: 'take-profit-first' };"],
  ])('is read from %s, and flags overrule it', async (_kind, name, content) => {
    const directory = directoryWith({ 'candles.csv': candles, 'strategy.ts': strategy(), [name]: content });
    const { stdout } = await run(directory, 'strategy.ts', '--candles', 'candles.csv', '--symbol', 'X', '--json', '--config', name, '--intrabar', 'stop-loss-first', '--trigger', 'vwap');
    expect(JSON.parse(stdout)).toMatchObject({ feesPercent: 0, intrabarPolicy: 'stop-loss-first', triggerPrice: 'vwap' });
  });
});

describe('the report', () => {
  it.concurrent('names data, configuration, columns and the command that repeats it, and keeps text of the user from being markup', async () => {
    const source = strategy({ name: 'a|b*' }).replace("note: 'a note'", "note: '=1+1|x, \"y\"'");
    const directory = directoryWith({ 'candles.csv': candles, 'strategy.ts': source });
    const { code, stdout } = await run(directory, 'strategy.ts', '--candles', 'candles.csv', '--symbol', 'X Y', '--from', '2023-01-01T01:00', '--out', 'here');
    expect({ code, shown: stdout.includes('here/report.md') }).toEqual({ code: 0, shown: true });
    const report = readFileSync(join(directory, 'here/report.md'), 'utf8');
    expect(report).toContain('# Backtest: a\\|b\\* on X Y');
    expect(report).toContain('| CC\\_TRIGGER\\_PRICE | candle-range | auto |');
    expect(report).toMatch(/candles\.csv \|\n\| Candles, sha256 \| [0-9a-f]{64}/);
    expect(report).toContain('| pnl\\_low\\_percent |');
    expect(report).toContain('=1+1\\|x, "y"');
    expect(report).toContain("tradewright-backtest strategy.ts --candles candles.csv --symbol 'X Y' --from 2023-01-01T01:00Z --to 2023-01-02T00:00Z --out here\n");
    expect(readFileSync(join(directory, 'here/trades.csv'), 'utf8')).toContain(`,"'=1+1|x, ""y""",`);
  });

  it.concurrent('shows the newest trades only, while trades.csv holds them all', async () => {
    const directory = directoryWith({ 'candles.csv': csv(minutes(4320)), 'strategy.ts': strategy({ interval: '1m' }) });
    await run(directory, 'strategy.ts', '--candles', 'candles.csv', '--symbol', 'X', '--out', 'o');
    const count = rowsOf(join(directory, 'o/trades.csv')).length - 1;
    const report = readFileSync(join(directory, 'o/report.md'), 'utf8');
    expect(count).toBeGreaterThan(25);
    expect(report).toContain(`The newest 25 of ${count} trades`);
    expect(report.match(/^\| 2023-.*(?:take-profit|stop-loss|time-expired)/gm)).toHaveLength(25);
  });
});

describe('a period that is wider than the candles', () => {
  it.concurrent('is told with the part that they cover', async () => {
    const directory = directoryWith({ 'candles.csv': candles, 'strategy.ts': strategy() });
    const args = ['strategy.ts', '--candles', 'candles.csv', '--symbol', 'X', '--from', '2022-12-01', '--out', 'o'];
    const { code, stdout } = await run(directory, ...args, '--to', '2023-02-01');
    const note = 'only 2023-01-01 00:00 UTC to 2023-01-02 00:00 UTC (1 days): the candles reach no further';
    expect({ code, noted: stdout.includes(note), reported: readFileSync(join(directory, 'o/report.md'), 'utf8').includes(`| Covered | ${note} |`) }).toEqual({ code: 0, noted: true, reported: true });
    const json = await run(directory, ...args, '--json');
    expect(JSON.parse(json.stdout)).toMatchObject({ from: '2022-12-01T00:00:00.000Z', coveredFrom: '2023-01-01T00:00:00.000Z', coveredTo: '2023-01-02T00:00:00.000Z' });
  });

  it.concurrent('is not mentioned where it is not', async () => {
    const directory = directoryWith({ 'candles.csv': candles, 'strategy.ts': strategy() });
    const { stdout } = await run(directory, 'strategy.ts', '--candles', 'candles.csv', '--symbol', 'X');
    expect(stdout).not.toContain('Covered');
  });
});
