import { describe, expect, it } from 'vitest';
import { StoreConflictError, StoreError } from '../../error.ts';
import { FakeClock } from '../../testing/fake-clock.ts';
import { MemoryDisk } from '../../testing/memory-store.ts';
import { MINUTE_MS } from '../../units.ts';
import { minute } from '../run.fixture.ts';
import { down, houseOn, SECOND_MS, trade } from './halt.fixture.ts';
import { FickleStore, pass, settle, words } from './live.fixture.ts';
import { StoredKillSwitch } from './stored-kill-switch.ts';

describe('while the database is down', () => {
  it('a halt takes effect at once, and is durable when the database is back', async () => {
    const disk = new MemoryDisk();
    const house = houseOn(disk);
    const heard = trade(house);
    await pass(house.clock, 30 * SECOND_MS);
    house.store.onLoad = house.store.onCommit = () => {
      throw down;
    };
    let durable = false;
    void house.killSwitch.halt('the news').then(() => (durable = true));
    expect(house.killSwitch.halted).toEqual({ reason: 'the news', atMs: minute(0) + 30 * SECOND_MS, closesPositions: false });
    await pass(house.clock, 3 * MINUTE_MS);
    expect([durable, disk.values.has('halt:default')]).toEqual([false, false]);
    house.store.onLoad = house.store.onCommit = () => undefined;
    await pass(house.clock, 10 * SECOND_MS);
    expect([durable, JSON.parse(disk.values.get('halt:default')!.json!), words(heard.told).filter((word) => !/paused|resumed/.test(word))]).toEqual([true, { format: 1, halt: { reason: 'the news', atMs: minute(0) + 30 * SECOND_MS, closesPositions: false } }, ['refused 1']]);
  });

  it('what was said last is written, and all who wait for it hear that it is', async () => {
    const house = houseOn();
    house.store.onCommit = () => {
      throw down;
    };
    const said = [house.killSwitch.halt('one'), house.killSwitch.halt('two', { closesPositions: true })];
    await pass(house.clock, 1 * SECOND_MS);
    house.store.onCommit = () => undefined;
    await pass(house.clock, 10 * SECOND_MS);
    await Promise.all(said);
    expect([house.killSwitch.halted?.reason, house.store.commits]).toEqual(['two', 1]);
  });

  it('nobody goes on before the database knows it', async () => {
    const house = houseOn();
    await house.killSwitch.halt('the news');
    house.store.onCommit = () => {
      throw down;
    };
    const resumed = house.killSwitch.resume();
    await pass(house.clock, 5 * SECOND_MS);
    expect(house.killSwitch.halted?.reason).toBe('the news');
    house.store.onCommit = () => undefined;
    await pass(house.clock, 10 * SECOND_MS);
    await resumed;
    expect(house.killSwitch.halted).toBeNull();
  });

  it('a process that ends waits for it no longer, and stays halted to its end', async () => {
    const end = new AbortController();
    const store = new FickleStore();
    store.onCommit = () => {
      throw down;
    };
    const killSwitch = new StoredKillSwitch({ store, clock: new FakeClock(), cancel: end.signal });
    const said = killSwitch.halt('the news');
    await settle();
    end.abort();
    await expect(said).rejects.toMatchObject({ code: 'store/gave-up' });
    expect(killSwitch.halted?.reason).toBe('the news');
  });
});

describe('a resume that is not durable', () => {
  it('ends no halt, even one that is not durable either', async () => {
    const house = houseOn();
    house.store.onCommit = () => {
      throw down;
    };
    const said = [house.killSwitch.halt('the news'), house.killSwitch.resume()];
    await pass(house.clock, 5 * SECOND_MS);
    expect(house.killSwitch.halted?.reason).toBe('the news');
    house.store.onCommit = () => undefined;
    await pass(house.clock, 10 * SECOND_MS);
    await Promise.all(said);
    expect(house.killSwitch.halted).toBeNull();
  });

  it('ends none where the halt is just being written', async () => {
    const house = houseOn();
    let answer: () => void = () => undefined;
    house.store.onCommit = () => new Promise<void>((resolve) => (answer = resolve));
    const said = house.killSwitch.halt('the news');
    await settle();
    void house.killSwitch.resume();
    expect(house.killSwitch.halted?.reason).toBe('the news');
    answer();
    await settle();
    expect(house.killSwitch.halted?.reason).toBe('the news');
    answer();
    await said;
    expect(house.killSwitch.halted).toBeNull();
  });

  it('ends none where it fails for good', async () => {
    const house = houseOn();
    house.store.onCommit = () => {
      throw new StoreError('store/closed', 'somebody else has it');
    };
    await expect(house.killSwitch.halt('the news')).rejects.toMatchObject({ code: 'store/closed' });
    await expect(house.killSwitch.resume()).rejects.toMatchObject({ code: 'store/closed' });
    expect(house.killSwitch.halted?.reason).toBe('the news');
  });
});

describe('a key whose version goes back', () => {
  it('that was removed lets trading go on, and the next halt is written', async () => {
    const disk = new MemoryDisk();
    const [mine, theirs] = [houseOn(disk), houseOn(disk)];
    for (const reason of ['one', 'two', 'three']) await mine.killSwitch.halt(reason);
    disk.values.delete('halt:default');
    await mine.killSwitch.refresh();
    expect(mine.killSwitch.halted).toBeNull();
    await theirs.killSwitch.halt('theirs');
    await mine.killSwitch.refresh();
    expect(mine.killSwitch.halted?.reason).toBe('theirs');
  });

  it('that was restored under a process that does not know is written once that has been read', async () => {
    const disk = new MemoryDisk();
    const { killSwitch } = houseOn(disk);
    await killSwitch.halt('one');
    await killSwitch.resume();
    disk.values.delete('halt:default');
    await killSwitch.halt('two');
    expect(JSON.parse(disk.values.get('halt:default')!.json!)).toMatchObject({ halt: { reason: 'two' } });
  });

  it('is not taken for an answer that was late: what was asked before the last write is not learnt', async () => {
    const disk = new MemoryDisk();
    const { killSwitch, store } = houseOn(disk);
    const [late, learn] = [await store.load(['halt:default']), killSwitch.reading()];
    await killSwitch.halt('the news');
    learn(late.get('halt:default'));
    expect(killSwitch.halted?.reason).toBe('the news');
  });

  it('and a store that contradicts itself keep nobody busy', async () => {
    const house = houseOn();
    let conflicts = 0;
    house.store.onCommit = ({ writes: [write] }) => {
      conflicts++;
      throw new StoreConflictError(write!.key, 0, 1);
    };
    void house.killSwitch.halt('the news');
    await pass(house.clock, 10 * SECOND_MS);
    expect(conflicts).toBeGreaterThan(5);
    expect(conflicts).toBeLessThan(30);
    house.store.onCommit = () => undefined;
    await pass(house.clock, 2 * SECOND_MS);
    expect(house.store.commits).toBe(1);
  });
});

describe('what two processes say', () => {
  it('counts in the order in which it is stored', async () => {
    const disk = new MemoryDisk();
    const [mine, theirs] = [houseOn(disk), houseOn(disk)];
    await mine.killSwitch.halt('mine');
    await theirs.killSwitch.halt('theirs');
    await mine.killSwitch.refresh();
    expect(mine.killSwitch.halted?.reason).toBe('theirs');
    await mine.killSwitch.resume();
    await theirs.killSwitch.refresh();
    expect([mine.killSwitch.halted, theirs.killSwitch.halted]).toEqual([null, null]);
  });

  it.each([['a text', 'halted', 'restore/halt'], ['a halt without a reason', { format: 1, halt: {} }, 'restore/halt'], ['a newer version', { format: 2 }, 'store/version']])('is refused where it is %s', async (_what, value, code) => {
    const { killSwitch, store } = houseOn();
    await store.commit({ writes: [{ key: 'halt:default', expected: 0, value }], events: [] });
    await expect(killSwitch.refresh()).rejects.toMatchObject({ code });
  });
});
