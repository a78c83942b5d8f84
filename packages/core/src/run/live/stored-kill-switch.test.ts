import { describe, expect, it } from 'vitest';
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
