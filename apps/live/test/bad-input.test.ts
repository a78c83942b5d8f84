import { chmodSync, chownSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { csv, minutes, strategy } from '@tradewright/cli-kit/testing';
import { storeKeyOf } from '@tradewright/core/run';
import { FsStateStore } from '@tradewright/persist-fs';
import { describe, expect, it } from 'vitest';
import { directoryWith, linesOf, run, start, type Ended } from './cli.ts';
import { encodeNewer } from './newer-line.ts';

const files = { 'candles.csv': csv(minutes(600)), 'strategy.ts': strategy() };
const replay = ['--replay', 'candles.csv', '--symbol', 'X', '--no-health'];
const isRoot = process.getuid?.() === 0;

async function refused(directory: string, ...args: readonly string[]): Promise<Ended> {
  const ended = await run(directory, 'strategy.ts', ...replay, '--json', ...args);
  expect(ended.stderr).not.toMatch(/^\s+at /m);
  expect(ended.stderr.trim().split('\n')).toHaveLength(1);
  expect(ended.stdout).toBe('');
  return ended;
}

/** A state directory in which something has been traded. */
async function traded(): Promise<{ directory: string; journal: string }> {
  const directory = directoryWith(files);
  expect(await run(directory, 'strategy.ts', ...replay)).toMatchObject({ code: 0 });
  return { directory, journal: join(directory, 'dump/data/journal/00000001.journal') };
}

describe('a state directory that cannot be used is one sentence, an exit code of its own, and nothing is deleted', () => {
  it.concurrent('a file in its place', async () => {
    const { code, stderr } = await refused(directoryWith({ ...files, taken: '' }), '--state', 'taken');
    expect({ code, stderr }).toEqual({ code: 4, stderr: expect.stringMatching(/taken.*is not a directory/) as string });
  });

  it.runIf(process.platform === 'linux')('where none can be made', async () => {
    const { code } = await refused(directoryWith(files), '--state', '/proc/none/of/this');
    expect([4, 6]).toContain(code);
  });

  it.runIf(isRoot)('one that belongs to somebody else', async () => {
    const directory = directoryWith(files);
    mkdirSync(join(directory, 'foreign'));
    chownSync(join(directory, 'foreign'), 12_345, 12_345);
    const { code, stderr } = await refused(directory, '--state', 'foreign');
    expect({ code, stderr }).toEqual({ code: 6, stderr: expect.stringMatching(/foreign belongs to user 12345/) as string });
  });

  it.runIf(!isRoot)('one that may not be written', async () => {
    const directory = directoryWith(files);
    mkdirSync(join(directory, 'locked-up'));
    chmodSync(join(directory, 'locked-up'), 0o500);
    const { code, stderr } = await refused(directory, '--state', 'locked-up');
    expect({ code, stderr }).toEqual({ code: 6, stderr: expect.stringMatching(/locked-up.*may not write there/) as string });
  });

  it.concurrent('one in which another process trades, which is named', async () => {
    const directory = directoryWith(files);
    const first = start(directory, ['strategy.ts', ...replay, '--json', '--speed', '60']);
    await first.says('"kind":"started"', 'stdout');
    const { code, stderr } = await refused(directory);
    expect(stderr).toMatch(new RegExp(`in use by process ${first.child.pid} on `));
    expect(code).toBe(5);
    // The first one has not noticed; when it is gone, even by force, the next one may.
    first.child.kill('SIGKILL');
    await first.ended;
    expect(await run(directory, 'strategy.ts', ...replay)).toMatchObject({ code: 0 });
  });

  it.concurrent('a journal of a newer version', async () => {
    const { directory, journal } = await traded();
    const newer = encodeNewer(readFileSync(journal));
    writeFileSync(journal, newer);
    const { code, stderr } = await refused(directory);
    expect({ code, stderr }).toEqual({ code: 7, stderr: expect.stringMatching(/written by a newer version of the store/) as string });
    expect(readFileSync(journal).equals(newer)).toBe(true);
  });

  it.concurrent('a journal with a flipped bit', async () => {
    const { directory, journal } = await traded();
    const bytes = readFileSync(journal);
    bytes[Math.floor(bytes.length / 2)]! ^= 1;
    writeFileSync(journal, bytes);
    const { code, stderr } = await refused(directory);
    expect(stderr).toMatch(/damaged|corrupt|checksum/i);
    expect(stderr).toMatch(/Put back a good copy of the file, or start with --on-corrupt last-good to go on with the state before the damage\.\n$/);
    expect(stderr).not.toContain('onCorrupt');
    expect(code).toBe(7);
    expect(readFileSync(`${journal}.corrupt-1`).equals(bytes)).toBe(true);
    // What the sentence advises is what helps, and it stays said what was done.
    const again = await run(directory, 'strategy.ts', ...replay, '--json', '--on-corrupt', 'last-good');
    expect(linesOf(again.stdout)).toContainEqual(expect.objectContaining({ kind: 'warning', message: expect.stringMatching(/goes on with the state before the damage/) as string }));
    expect(again.code).toBe(0);
  });

  it.concurrent('a torn tail is no damage: it was never confirmed', async () => {
    const { directory, journal } = await traded();
    writeFileSync(journal, readFileSync(journal).subarray(0, -7));
    const { code, stderr } = await run(directory, 'strategy.ts', ...replay);
    expect(stderr).toMatch(/warning {4}.*/);
    expect(code).toBe(0);
  });

  it.concurrent.each([
    ['a record of a newer version', { format: 99 }, /written in format 99 by a newer Tradewright/],
    ['a record that is none', { format: 1, exchangeName: 'candle-files' }, /holds no record of a run/],
    ['a value that is none', 'text', /holds no record of a run/],
  ])('%s', async (_what, value, sentence) => {
    const directory = directoryWith(files);
    const key = storeKeyOf({ exchangeName: 'candle-files', account: 'default', symbol: 'X', strategyName: 'buys' });
    const open = (): Promise<FsStateStore> => FsStateStore.open({ directory: join(directory, 'dump/data') });
    const store = await open();
    await store.commit({ writes: [{ key, expected: 0, value }], events: [] });
    await store.close();
    const { code, stderr } = await refused(directory);
    expect(stderr).toMatch(sentence);
    expect(code).toBe(7);
    const again = await open();
    expect((await again.load([key])).get(key)).toEqual({ version: 1, value });
    await again.close();
  });
});

describe('a store that fails on the way', () => {
  /** A disk that fails at the third commit as told. */
  const failing = (thrown: string): string =>
    strategy({ interval: '1m', top: `import { FsStateStore } from '@tradewright/persist-fs';\nimport { StoreConflictError, StoreError } from '@tradewright/core';\nlet commits = 0;\nconst commit = FsStateStore.prototype.commit;\nFsStateStore.prototype.commit = function (change) {\n  if (++commits === 3) throw ${thrown};\n  return Reflect.apply(commit, this, [change]);\n};` });

  it.concurrent('and may come back pauses trading, says so, and nothing is lost', async () => {
    const [broken, sound] = [directoryWith({ ...files, 'strategy.ts': failing("new StoreError('store/full', 'No room.', { retryable: true })") }), directoryWith({ ...files, 'strategy.ts': strategy({ interval: '1m' }) })];
    const { code, stdout } = await run(broken, 'strategy.ts', ...replay, '--json');
    expect(linesOf(stdout).filter(({ kind }) => kind === 'status').map(({ status }) => status)).toEqual(['paused', 'resumed']);
    expect(code).toBe(0);
    const undisturbed = await run(sound, 'strategy.ts', ...replay, '--json');
    const news = (text: string): unknown[] => linesOf(text).filter(({ kind }) => kind === 'signal');
    expect(news(stdout)).toEqual(news(undisturbed.stdout));
  });

  it.concurrent('for good ends every run at once', async () => {
    const directory = directoryWith({ ...files, 'strategy.ts': failing("new StoreError('store/failed', 'The disk has failed.')"), 'A.csv': files['candles.csv'], 'B.csv': files['candles.csv'] });
    const { code, stdout, stderr } = await run(directory, 'strategy.ts', '--replay', '[AB].csv', '--symbol', 'A,B', '--no-health', '--json');
    expect(stderr).toBe('The disk has failed.\n');
    expect(linesOf(stdout).at(-1)).toMatchObject({ kind: 'ended', reason: 'failed' });
    expect(code).toBe(4);
  });

  it.concurrent('because somebody else has written ends the run it belongs to', async () => {
    const directory = directoryWith({ ...files, 'strategy.ts': failing("new StoreConflictError('run:x', 2, 3)") });
    const { code, stderr } = await run(directory, 'strategy.ts', ...replay, '--json');
    expect(stderr).toBe('run:x: expected version 2, found 3\n');
    expect(code).toBe(8);
  });
});

describe('candles and strategies that cannot be used end it before anything is stored', () => {
  it.concurrent.each<[what: string, args: readonly string[], sentence: RegExp, code?: number]>([
    ['a file that is not there', ['strategy.ts', '--replay', 'nowhere.csv', '--symbol', 'X'], /nowhere\.csv.*no such file/],
    ['a period without candles', ['strategy.ts', ...replay, '--from', '2024-01-01'], /There are no candles from 2024-01-01T00:00Z: they run from 2023-01-01 00:00 UTC to 2023-01-01 10:00 UTC/],
    ['a strategy that is not there', ['nowhere.ts', ...replay], /^nowhere\.ts: there is no such file/],
    ['one that does not parse', ['broken.ts', ...replay], /^broken\.ts does not parse \(line 2\)/],
    ['files that offer none', ['empty.ts', 'empty2.ts', ...replay], /^empty\.ts, empty2\.ts offer no strategy/],
    ['two strategies of one name', ['strategy.ts', 'same.ts', ...replay], /same\.ts: .*buys already exist/],
    ['one that trades by itself', ['alone.ts', ...replay], /^alone\.ts: Live\.run or Live\.background is called there/],
    ['no exchange', ['strategy.ts', '--symbol', 'X'], /There is no exchange: .*addExchange/],
    ['an exchange that is not registered', ['strategy.ts', 'exchanges.ts', '--symbol', 'X', '--exchange', 'c'], /--exchange c: ccxt knows no exchange "c"\..* The strategy files register a, b\./, 2],
    ['exchanges without a choice', ['strategy.ts', 'exchanges.ts', '--symbol', 'X'], /choose one with --exchange: a, b/, 2],
  ])('%s', async (_what, args, sentence, expected = 1) => {
    const exchange = (name: string): string => `addExchange({ exchangeName: '${name}', getCandles: async () => [], formatPrice: async () => '', formatQuantity: async () => '' });`;
    const directory = directoryWith({
      ...files,
      'broken.ts': 'const a = 1;\nexport default { name: ;',
      'empty.ts': '',
      'empty2.ts': '',
      'same.ts': strategy(),
      'alone.ts': `import { addExchange, addStrategy, Live } from 'tradewright';\n${exchange('a')}\n${strategy().replace('export default schema', 'addStrategy(schema)')}\nLive.background('X', { strategyName: 'buys', exchangeName: 'a' });`,
      'exchanges.ts': `import { addExchange } from 'tradewright';\n${exchange('a')}\n${exchange('b')}`,
    });
    const { code, stdout, stderr } = await run(directory, ...args, '--no-health', '--json');
    expect(stderr).toMatch(sentence);
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect({ code, stdout }).toEqual({ code: expected, stdout: '' });
    expect(existsSync(join(directory, 'dump/data/signal/buys'))).toBe(false);
  });
});
