import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { csv, gzip, minutes, strategy } from '@tradewright/cli-kit/testing';
import { describe, expect, it } from 'vitest';
import { directoryWith, linesOf, run, transitionsOf } from './cli.ts';

const candles = csv(minutes(1440));
const later = csv(minutes(1440).map(([at, ...prices], i) => [at, ...prices.map((value, column) => (column < 4 ? Number(value) + (i % 3) / 100 : value))] as never));
const replay = ['--replay', 'candles.csv', '--symbol', 'X', '--no-health'];
const CROSSOVER = fileURLToPath(new URL('../../backtest/examples/moving-average-crossover.ts', import.meta.url));
const BACKTEST = fileURLToPath(new URL('../../backtest/src/main.ts', import.meta.url));

describe('a replay', () => {
  it.concurrent('trades recorded candles to their end, says at every line that this is paper, and leaves what is open stored', async () => {
    const directory = directoryWith({ 'candles.csv': candles, 'strategy.ts': strategy() });
    const { code, stdout, stderr } = await run(directory, 'strategy.ts', ...replay);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const lines = stdout.trimEnd().split('\n');
    expect(lines.every((line) => line.includes('PAPER'))).toBe(true);
    expect(lines[0]).toMatch(/no order leaves this machine: buys on X, replay of 2023-01-01 00:00 UTC to 2023-01-02 00:00 UTC; state: files in .*dump\/data; trigger candle-range/);
    expect(stdout).toMatch(/2023-01-01 00:01 UTC {2}PAPER {2}opened {5}X {2}buys {2}long at .*, target .*, stop .* \(a note\)/);
    expect(stdout).toMatch(/PAPER {2}closed {5}X {2}buys {2}long .* → .*, [+−]\d+\.\d\d %, (?:take profit|stop loss|time expired)/);
    expect(lines.at(-1)).toMatch(/2023-01-01 23:59 UTC {2}PAPER {2}the candles are at their end; .* open: X buys long at /);
    expect(existsSync(join(directory, 'dump/data/signal/buys/X.json'))).toBe(true);
  });

  it.concurrent('the same file runs in both apps, and comes to the same trades', async () => {
    const directory = directoryWith({ 'candles.csv.gz': gzip(csv(minutes(10 * 1440))) });
    const backtest = spawnSync(process.execPath, ['--conditions=@tradewright/source', BACKTEST, CROSSOVER, '--candles', 'candles.csv.gz', '--symbol', 'X', '--out', 'o'], { cwd: directory, encoding: 'utf8' });
    expect(backtest.stderr).toBe('');
    const [header, ...rows] = readFileSync(join(directory, 'o/trades.csv'), 'utf8').trimEnd().split('\n').map((line) => line.split(','));
    const column = (row: string[], name: string): string => row[header!.indexOf(name)]!;
    const backtested = rows.filter((row) => column(row, 'truncated') === 'false').map((row) => [column(row, 'open_time_ms'), column(row, 'close_time_ms'), column(row, 'side'), column(row, 'entry_price'), column(row, 'exit_price'), column(row, 'reason')].join(' '));
    const { stdout, code } = await run(directory, CROSSOVER, '--replay', '*.csv.gz', '--symbol', 'X', '--no-health', '--json');
    const trades = linesOf(stdout).filter(({ action }) => action === 'closed').map(({ trade }) => trade as { openedAtMs: number; closedAtMs: number; plan: { side: string }; entry: { quotedPrice: number }; exit: { quotedPrice: number }; reason: string });
    expect(code).toBe(0);
    expect(backtested.length).toBeGreaterThan(10);
    expect(trades.map(({ openedAtMs, closedAtMs, plan, entry, exit, reason }) => [openedAtMs, closedAtMs, plan.side, entry.quotedPrice, exit.quotedPrice, reason].join(' '))).toEqual(backtested);
  });

  it.concurrent('of several symbols finds the files that are called after each, and lets them take turns', async () => {
    const directory = directoryWith({ 'data/ABC-1m.csv': candles, 'data/abcd_1m.csv': later, 'data/XYZ.csv': candles, 'strategy.ts': strategy() });
    const args = ['strategy.ts', '--replay', 'data/*.csv', '--symbol', 'ABC,ABCD', '--symbol', 'X/YZ', '--no-health', '--json'];
    const [first, again] = await Promise.all([run(directory, ...args, '--state', 'a'), run(directory, ...args, '--state', 'b')]);
    expect({ code: first.code, stderr: first.stderr }).toEqual({ code: 0, stderr: '' });
    const opened = transitionsOf(first.stdout).filter((text) => text.startsWith('opened')).map((text) => text.split(' ')[1]);
    expect(opened.slice(0, 3)).toEqual(['ABC', 'ABCD', 'X/YZ']);
    expect(transitionsOf(again.stdout)).toEqual(transitionsOf(first.stdout));
  });

  it.concurrent('goes through a part of the candles, as fast as it is told', async () => {
    const directory = directoryWith({ 'candles.csv': candles, 'strategy.ts': strategy({ body: 'return null;' }) });
    const began = performance.now();
    const { code, stdout, stderr } = await run(directory, 'strategy.ts', ...replay, '--from', '2023-01-01T12:00', '--to', '2023-01-01T12:31', '--speed', '1800', '--json');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    // Thirty minutes in one second.
    expect(performance.now() - began).toBeGreaterThan(1000);
    const [started, ended] = [linesOf(stdout)[0]!, linesOf(stdout).at(-1)!];
    expect(started).toMatchObject({ kind: 'started', replay: { from: '2023-01-01T12:00:00.000Z', to: '2023-01-01T12:31:00.000Z', speed: 1800 } });
    expect(ended).toMatchObject({ kind: 'ended', reason: 'replay-end', reachedAt: '2023-01-01T12:30:00.000Z', runs: [{ ticks: 31, lastTickAt: '2023-01-01T12:30:00.000Z' }] });
  });
});

describe('--json', () => {
  it.concurrent('prints one object per line, each with its version and its mode, whatever the strategy prints', async () => {
    const source = strategy({ top: "console.log('loaded');", body: "console.log('asked'); return buy(price);" });
    const { code, stdout, stderr } = await run(directoryWith({ 'candles.csv': candles, 'strategy.ts': source }), 'strategy.ts', ...replay, '--json');
    const lines = linesOf(stdout);
    expect(lines.every(({ schemaVersion, mode, kind }) => schemaVersion === 1 && mode === 'paper' && typeof kind === 'string')).toBe(true);
    expect([lines[0]!.kind, lines.at(-1)!.kind]).toEqual(['started', 'ended']);
    expect(lines.find(({ action }) => action === 'opened')).toMatchObject({ kind: 'signal', at: '2023-01-01T00:01:00.000Z', symbol: 'X', strategyName: 'buys', exchangeName: 'candle-files', signal: { position: 'long', note: 'a note' } });
    expect(stderr).toMatch(/loaded[\s\S]*asked/);
    expect(code).toBe(0);
  });

  it.concurrent('counts and names what is open at the end', async () => {
    const { stdout } = await run(directoryWith({ 'candles.csv': candles, 'strategy.ts': strategy() }), 'strategy.ts', ...replay, '--json');
    const { counts, open } = linesOf(stdout).at(-1) as unknown as { counts: Record<string, number>; open: object[] };
    const told = transitionsOf(stdout).map((text) => text.split(' ')[0]);
    for (const kind of ['opened', 'closed', 'cancelled']) expect([kind, counts[kind]]).toEqual([kind, told.filter((one) => one === kind).length]);
    expect(open).toMatchObject([{ symbol: 'X', strategyName: 'buys', signal: { side: 'long' } }]);
  });
});

it.concurrent('an order that waits is told once, however long it waits', async () => {
  const source = strategy({ body: 'return { ...buy(price), priceOpen: price * 0.99 };' });
  const { stdout } = await run(directoryWith({ 'candles.csv': candles, 'strategy.ts': source }), 'strategy.ts', ...replay, '--json');
  const scheduled = transitionsOf(stdout).filter((text) => text.startsWith('scheduled'));
  expect(scheduled.length).toBeGreaterThan(2);
  expect(new Set(scheduled).size).toBe(scheduled.length);
  expect(linesOf(stdout).at(-1)).toMatchObject({ counts: { scheduled: scheduled.length } });
});

describe('what goes wrong on the way', () => {
  it.concurrent('asks that throw are told once and counted, and trading goes on', async () => {
    const source = strategy({ body: "if (asks < 4) throw new Error('not yet');\nreturn buy(price);" });
    const { code, stdout, stderr } = await run(directoryWith({ 'candles.csv': candles, 'strategy.ts': source }), 'strategy.ts', ...replay);
    expect(stderr.match(/not yet/g)).toHaveLength(1);
    expect(stdout).toMatch(/ 3 error/);
    expect(stdout).toMatch(/PAPER {2}opened/);
    expect(code).toBe(0);
  });

  it.concurrent('promises and timers that the strategy has let go of are told, and trading goes on', async () => {
    const body = "if (asks === 3) void Promise.reject(new Error('let go'));\nif (asks === 4) setTimeout(() => { throw new Error('thrown later'); });\nreturn null;";
    const { code, stdout, stderr } = await run(directoryWith({ 'candles.csv': candles, 'strategy.ts': strategy({ body }) }), 'strategy.ts', ...replay);
    expect(stderr).toMatch(/PAPER {2}error {6}Something failed that nobody waits for, .*let go\n.*thrown later\n$/);
    expect(stdout).toMatch(/the candles are at their end; .* 2 error/);
    expect(code).toBe(0);
  });

  it.concurrent('so are questions of ours that failed and were not waited for: trading goes on', async () => {
    const body = "if (asks === 3) void Promise.resolve().then(() => getCandles('X', '1m', -1));\nif (asks === 4) setTimeout(() => void getCandles('X', '1m', 5));\nreturn null;";
    const source = strategy({ top: "import { getCandles } from 'tradewright';", body });
    const { code, stdout, stderr } = await run(directoryWith({ 'candles.csv': candles, 'strategy.ts': source }), 'strategy.ts', ...replay);
    expect(stderr).toMatch(/Something failed that nobody waits for, .*getCandles was called after the hook/);
    expect(stdout).toMatch(/the candles are at their end; .* 2 error/);
    expect(code).toBe(0);
  });

  it.concurrent('a signal that cannot be is refused and told', async () => {
    const source = strategy({ body: "return { position: 'long', priceTakeProfit: price * 0.9, priceStopLoss: price * 1.1, minuteEstimatedTime: 60 };" });
    const { code, stdout, stderr } = await run(directoryWith({ 'candles.csv': candles, 'strategy.ts': source }), 'strategy.ts', ...replay);
    expect(stderr).toMatch(/refused {4}Invalid signal for long position/);
    expect(stdout).toMatch(/ 0 opened, .* [1-9]\d* refused, 0 error/);
    expect(code).toBe(0);
  });

  it.concurrent('a refusal by a risk profile is told with its reason', async () => {
    const top = "import { addRisk } from 'tradewright';\naddRisk({ riskName: 'never', validations: [() => { throw new Error('not today'); }] });";
    const source = strategy({ top }).replace('strategyName:', "riskName: 'never', strategyName:");
    const { stdout } = await run(directoryWith({ 'candles.csv': candles, 'strategy.ts': source }), 'strategy.ts', ...replay);
    expect(stdout).toMatch(/2023-01-01 00:01 UTC {2}PAPER {2}refused {4}X {2}buys {2}not today/);
  });

  it.concurrent('a broken row ends the replay with file and line, and with --skip-bad-rows is left out', async () => {
    const rows = minutes(600).map((row, i) => (i === 100 ? [row[0], 'NaN', ...row.slice(2)] : row));
    const directory = directoryWith({ 'candles.csv': csv(rows as never), 'strategy.ts': strategy() });
    const { code, stderr } = await run(directory, 'strategy.ts', ...replay);
    expect(stderr.trimEnd().split('\n').at(-1)).toMatch(/candles\.csv:102.*NaN/);
    expect(code).toBe(1);
    const other = await run(directory, 'strategy.ts', ...replay, '--skip-bad-rows', '--state', 'other');
    expect(other.code).toBe(0);
    expect(other.stderr).toMatch(/candles are missing from 2023-01-01 01:40 UTC to 2023-01-01 01:41 UTC/);
  });

  it.concurrent('a run whose strategy stops it ends, and the others go on', async () => {
    const top = "import { Live } from 'tradewright';";
    const source = strategy({ top, body: "if (symbol === 'A' && asks > 5) void Live.stop(symbol, 'buys');\nreturn null;" });
    const { code, stdout } = await run(directoryWith({ 'A.csv': candles, 'B.csv': candles, 'strategy.ts': source }), 'strategy.ts', '--replay', '*.csv', '--symbol', 'A,B', '--no-health', '--json');
    const { runs } = linesOf(stdout).at(-1) as unknown as { runs: { ticks: number }[] };
    expect(runs[0]!.ticks).toBeLessThan(200);
    expect(runs[1]!.ticks).toBe(1440);
    expect(code).toBe(0);
  });
});

