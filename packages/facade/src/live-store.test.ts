import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { StoreError } from '@tradewright/core';
import { MemoryStore } from '@tradewright/core/testing';
import { FsStateStore } from '@tradewright/persist-fs';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { LIVE_NAMES, liveWorld, type LiveWorldOptions } from '../test/live-world.ts';
import { candles, Market } from '../test/market.ts';
import { long, SYMBOL, told } from '../test/world.ts';

const home = process.cwd();
let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'tw-live-'));
  process.chdir(directory);
});
afterEach(() => {
  process.chdir(home);
  rmSync(directory, { recursive: true });
});

const onFiles = (options: LiveWorldOptions = {}): ReturnType<typeof liveWorld> => liveWorld({ market: new Market(candles(-2000, 3000, { 5: [100, 111, 100, 100] })), store: null, ...options });

describe('live trading of which nobody said where its state is kept', () => {
  it('keeps it in files under ./dump/data, where a restart finds it', async () => {
    const first = onFiles({ script: { 2: long({ id: 'mine' }) }, to: 4 });
    expect(told(await first.results())).toEqual(['idle', 'idle', 'opened', 'active']);
    await first.tw.shutdown();
    expect(existsSync(join(directory, 'dump', 'data', 'journal'))).toBe(true);
    expect(JSON.parse(readFileSync(join(directory, 'dump', 'data', 'signal', 'scripted', 'BTCUSDT.json'), 'utf8'))).toMatchObject({ symbol: SYMBOL, strategyName: 'scripted' });
    const second = onFiles({ from: 4 });
    expect(told(await second.results())).toEqual(['active', 'active', 'active', 'take_profit 5', 'idle', 'idle', 'idle', 'idle']);
    await second.tw.shutdown();
    expect(existsSync(join(directory, 'dump', 'data', 'signal', 'scripted', 'BTCUSDT.json'))).toBe(false);
  });

  it('has the files to itself while a run is under way, and lets go of them with the last one', async () => {
    const made = onFiles({ to: 1000 });
    const [one, other] = [made.run(), made.run('ETHUSDT')];
    await Promise.all([one.next(), other.next()]);
    await expect(onFiles().results()).rejects.toMatchObject({ code: 'store/locked' });
    await one.return();
    await expect(FsStateStore.open()).rejects.toMatchObject({ code: 'store/locked' });
    await other.return();
    await expect.poll(() => FsStateStore.open().then((store) => store.close().then(() => 'free'), () => 'locked')).toBe('free');
    const again = made.run();
    await again.next();
    await made.tw.shutdown();
    await (await FsStateStore.open()).close(); // nothing is held any more when the shutdown resolves
  });

  it('touches no file before a run begins, nor for a backtest', async () => {
    const { tw, run } = onFiles();
    run();
    tw.addFrame({ frameName: 'f', interval: '1m', startDate: new Date(0), endDate: new Date(60_000) });
    for await (const _ of tw.Backtest.run(SYMBOL, { ...LIVE_NAMES, frameName: 'f' }));
    await tw.shutdown();
    expect(existsSync(join(directory, 'dump'))).toBe(false);
  });

  it('says clearly that they cannot be used', async () => {
    writeFileSync(join(directory, 'dump'), 'in the way');
    await expect(onFiles().results()).rejects.toMatchObject({ code: 'store/directory' });
  });
});

describe('files that cannot be let go of as they should', () => {
  const fails = (): void => {
    const { close } = FsStateStore.prototype;
    vi.spyOn(FsStateStore.prototype, 'close').mockImplementationOnce(async function failing(this: FsStateStore) {
      await close.call(this);
      throw new StoreError('store/io', 'not closed');
    });
  };
  afterEach(() => void vi.restoreAllMocks());

  it('are told of when the last run has ended, and the next run opens them all the same', async () => {
    const { tw, run, errors } = onFiles({ to: 1000 });
    fails();
    const stream = run();
    await stream.next();
    await stream.return();
    await expect.poll(() => errors.map(({ message }) => message)).toEqual(['not closed']);
    expect((await run().next()).value).toMatchObject({ action: 'idle' });
    await tw.shutdown();
  });

  it('make a shutdown fail, and a disposal warn', async () => {
    const first = onFiles({ to: 1000 });
    fails();
    await first.run().next();
    await expect(first.tw.shutdown()).rejects.toThrow('not closed');
    const warnings: unknown[] = [];
    const second = onFiles({ to: 1000, before: (tw) => tw.setLogger({ log: () => undefined, debug: () => undefined, info: () => undefined, warn: (topic, message) => void warnings.push([topic, message]) }) });
    await second.run().next();
    fails();
    second.tw.dispose();
    await expect.poll(() => warnings).toEqual([['store not closed', 'not closed'], ['live shutdown', 'not closed']]);
  });
});

describe('a store that was brought', () => {
  it('is used in place of files, and stays open', async () => {
    const store = new MemoryStore();
    const { results, tw } = liveWorld({ store, script: { 1: long() }, to: 3 });
    await results();
    await tw.shutdown();
    tw.dispose();
    expect([existsSync(join(directory, 'dump')), (await store.load(['run:live:memory:default:BTCUSDT:scripted'])).size]).toEqual([false, 1]);
  });
});
