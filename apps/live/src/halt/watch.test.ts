import { StoreError, type Change, type Halt } from '@tradewright/core';
import { StoredKillSwitch } from '@tradewright/core/run';
import { FakeClock, MemoryDisk, MemoryStore } from '@tradewright/core/testing';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { carry } from './carry.ts';
import { Standing } from './standing.ts';
import { HaltWatch } from './watch.ts';
import { HaltWords } from './words.ts';

const news: Halt = { reason: 'the news', atMs: 1_700_000_000_000, closesPositions: true };

/** A store that is down when it is told to be. */
class FickleStore extends MemoryStore {
  isDown = false;

  override commit(change: Change): Promise<void> {
    return this.isDown ? Promise.reject(new StoreError('store/failed', 'no connection', { retryable: true })) : super.commit(change);
  }
}

/** A program that trades, on a machine of its own or beside others. */
async function houseOn(disk: MemoryDisk = new MemoryDisk(), words: HaltWords = wordsHere()): Promise<{ store: FickleStore; clock: FakeClock; words: HaltWords; watch: HaltWatch; told: (string | undefined)[]; troubles: unknown[]; standing: Standing }> {
  const [store, clock, standing] = [new FickleStore(disk), new FakeClock(), new Standing(words.directory)];
  const watch = new HaltWatch({ words, store, account: 'default', clock, standing });
  const [told, troubles]: [(string | undefined)[], unknown[]] = [[], []];
  await watch.begin();
  watch.listen((halt) => told.push(halt?.reason), (error) => troubles.push(error));
  onTestFinished(() => watch.end());
  return { store, clock, words, watch, told, troubles, standing };
}

function wordsHere(): HaltWords {
  const directory = mkdtempSync(join(tmpdir(), 'halt-'));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  return new HaltWords(directory);
}

const later = (clock: FakeClock): Promise<void> => clock.pass(1_100);
async function stored(disk: MemoryDisk): Promise<Halt | null> {
  const killSwitch = new StoredKillSwitch({ store: new MemoryStore(disk), clock: new FakeClock() });
  await killSwitch.refresh();
  return killSwitch.halted;
}

describe('a program that trades', () => {
  it('heeds a halt that is said on its machine, tells of it, and brings it to the store as it was said', async () => {
    const disk = new MemoryDisk();
    const { words, clock, watch, told } = await houseOn(disk);
    const alarm = vi.fn<() => void>();
    watch.onHalt(alarm);
    await words.say(news, 1);
    await later(clock);
    expect(watch.halted).toEqual(news);
    expect(alarm).toHaveBeenCalled();
    await expect.poll(() => words.pending()).toEqual([]);
    expect([await stored(disk), watch.halted, told]).toEqual([news, news, ['the news']]);
  });

  it('heeds it before its first signal when it was said while nobody traded', async () => {
    const words = wordsHere();
    await words.say(news, 1);
    const { watch } = await houseOn(new MemoryDisk(), words);
    expect(watch.halted).toEqual(news);
  });

  it('is halted when it is started again, without any word', async () => {
    const disk = new MemoryDisk();
    await new StoredKillSwitch({ store: new MemoryStore(disk), clock: new FakeClock(5) }).halt('the news');
    const { watch, told } = await houseOn(disk);
    expect([watch.halted?.reason, told]).toEqual(['the news', ['the news']]);
  });

  it('heeds it while its store is down, says once that others do not know, and brings it there when it is back', async () => {
    const disk = new MemoryDisk();
    const { words, clock, watch, store, troubles } = await houseOn(disk);
    store.isDown = true;
    await words.say(news, 1);
    for (let i = 0; i < 3; i++) {
      await later(clock);
      expect(watch.halted).toEqual(news);
      await expect.poll(() => troubles).toHaveLength(1);
    }
    expect([await stored(disk), words.pending().length]).toEqual([null, 1]);
    store.isDown = false;
    const heeded = new Set<string | undefined>();
    await expect.poll(async () => {
      await later(clock);
      heeded.add(watch.halted?.reason);
      return words.pending();
    }).toEqual([]);
    expect([await stored(disk), ...heeded]).toEqual([news, 'the news']);
  });

  it('goes on when that is said, and not before the store has taken it', async () => {
    const disk = new MemoryDisk();
    const { words, clock, watch, store, told } = await houseOn(disk);
    await watch.halt('the news');
    store.isDown = true;
    await words.say(null, Date.now());
    await later(clock);
    expect(watch.halted?.reason).toBe('the news');
    store.isDown = false;
    await expect.poll(async () => {
      await later(clock);
      return watch.halted;
    }).toBeNull();
    await expect.poll(() => words.pending()).toEqual([]);
    expect([await stored(disk), told]).toEqual([null, ['the news', undefined]]);
  });

  it('shows how it stands to those who cannot read its store, and corrects what was left behind', async () => {
    const words = wordsHere();
    await new Standing(words.directory).show(news);
    const { watch, standing } = await houseOn(new MemoryDisk(), words);
    expect(standing.read()).toBeNull();
    await watch.halt('more news');
    await expect.poll(() => standing.read()?.reason).toBe('more news');
    await watch.resume();
    watch.reading()({ version: 2, value: { format: 1, halt: null } });
    await expect.poll(() => standing.read()).toBeNull();
  });
});

describe('what is carried to the store', () => {
  const parts = (disk: MemoryDisk, words: HaltWords): Parameters<typeof carry>[0] => ({ words, store: new MemoryStore(disk), account: 'default', clock: new FakeClock() });

  it('is said again when a kill came before it was forgotten, and comes to the same', async () => {
    const [disk, words] = [new MemoryDisk(), wordsHere()];
    await words.say(news, 1);
    const killed = new Error('killed');
    await expect(carry({ ...parts(disk, words), onStored: () => Promise.reject(killed) })).rejects.toThrow(killed);
    expect([await stored(disk), words.halt()]).toEqual([news, news]);
    await carry(parts(disk, words));
    expect([await stored(disk), words.pending()]).toEqual([news, []]);
  });

  it('is what was said last: a halt before a resume is void, one after it counts', async () => {
    for (const [order, halted] of [[[news, null], null], [[null, news], news], [[news, null, news], news]] as const) {
      const [disk, words] = [new MemoryDisk(), wordsHere()];
      for (const halt of order) await words.say(halt, Date.now());
      await carry(parts(disk, words));
      expect([await stored(disk), words.pending()]).toEqual([halted, []]);
    }
  });

  it('is not a resume that nobody waits for any more', async () => {
    const [disk, words] = [new MemoryDisk(), wordsHere()];
    await words.say(news, 1);
    await words.say(null, Date.now() - 60_000);
    await carry(parts(disk, words));
    expect([await stored(disk), words.pending()]).toEqual([news, []]);
  });
});
