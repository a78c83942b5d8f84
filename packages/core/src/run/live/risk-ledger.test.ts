import { describe, expect, it } from 'vitest';
import { StoreConflictError, StoreError } from '../../error.ts';
import type { ActivePosition } from '../../ports/active-position.ts';
import type { Change, StateStore } from '../../ports/state-store.ts';
import { MemoryDisk, MemoryStore } from '../../testing/memory-store.ts';
import { pick, seededRandom } from '../../testing/random.ts';
import { Admission } from '../admission.ts';
import { SharedStore } from './live.fixture.ts';
import type { RiskLedger } from './risk-ledger.ts';
import { processOn, slot, slotsOn, writeTo } from './slots.fixture.ts';

const shown = ({ book }: RiskLedger): string[] => book.positions.map(({ symbol }) => symbol);

describe('the book', () => {
  it('shows the slots that other processes hold', async () => {
    const disk = new MemoryDisk();
    const [mine, theirs] = [processOn(disk), processOn(disk)];
    await theirs.take('b');
    await theirs.take('c');
    expect(shown(mine.ledger)).toEqual([]);
    await mine.ledger.refresh();
    expect(shown(mine.ledger)).toEqual(['b', 'c']);
    await theirs.free('b');
    await mine.ledger.refresh();
    expect(shown(mine.ledger)).toEqual(['c']);
  });

  it('leaves it to the runs of this process to show what they hold', async () => {
    const disk = new MemoryDisk();
    await processOn(disk).take('a');
    const { ledger } = processOn(disk);
    await ledger.refresh();
    ledger.attach('a');
    expect([shown(ledger), ledger.heldBy('a')?.symbol]).toEqual([[], 'a']);
  });

  it('shows a slot again when its run has ended: what is stored stays', async () => {
    const disk = new MemoryDisk();
    const { ledger, take } = processOn(disk);
    ledger.attach('a');
    await take('a');
    expect(shown(ledger)).toEqual([]);
    ledger.detach('a');
    expect([shown(ledger), slotsOn(disk)]).toEqual([['a'], ['a']]);
  });

  it('shows a slot once, however often it is read', async () => {
    const disk = new MemoryDisk();
    const [mine, theirs] = [processOn(disk), processOn(disk)];
    await theirs.take('b');
    await mine.ledger.refresh();
    await theirs.take('c');
    for (let i = 0; i < 3; i++) await mine.ledger.refresh();
    expect(shown(mine.ledger)).toEqual(['b', 'c']);
  });

  it('is read anew each time: even where one process only can write, another ledger may have', async () => {
    const disk = new MemoryDisk();
    const alone = processOn(disk, new MemoryStore(disk));
    await alone.ledger.refresh();
    await processOn(disk).take('b');
    await alone.ledger.refresh();
    expect(shown(alone.ledger)).toEqual(['b']);
  });
});

describe('a slot', () => {
  it('that does not depend on what others hold is written over their change, and theirs stays', async () => {
    const disk = new MemoryDisk();
    const [mine, theirs] = [processOn(disk), processOn(disk)];
    await mine.take('a');
    await theirs.ledger.refresh();
    await theirs.take('b');
    await mine.free('a');
    expect([slotsOn(disk), shown(mine.ledger)]).toEqual([['b'], ['b']]);
  });

  it('that was judged is refused when somebody else changed the slots meanwhile; then those are known', async () => {
    const disk = new MemoryDisk();
    const [mine, theirs] = [processOn(disk), processOn(disk)];
    await mine.ledger.look('a');
    await theirs.take('b');
    await expect(mine.take('a', true)).rejects.toMatchObject({ code: 'store/conflict', key: 'risk:slots' });
    expect([slotsOn(disk), shown(mine.ledger)]).toEqual([['b'], ['b']]);
    await mine.ledger.look('a');
    await mine.take('a', true);
    expect(slotsOn(disk)).toEqual(['b', 'a']);
  });

  it('that was judged is refused, too, when another run of this process has taken the change in', async () => {
    const disk = new MemoryDisk();
    const [mine, theirs] = [processOn(disk), processOn(disk)];
    await mine.take('other');
    await mine.ledger.look('a');
    await theirs.ledger.refresh();
    await theirs.take('b');
    await mine.free('other');
    await expect(mine.take('a', true)).rejects.toMatchObject({ code: 'store/conflict', key: 'risk:slots', expected: 1 });
    expect(slotsOn(disk)).toEqual(['b']);
  });

  it('that was judged does not care about what other runs of this process have freed', async () => {
    const disk = new MemoryDisk();
    const { ledger, take, free } = processOn(disk);
    await take('other');
    await ledger.look('a');
    await free('other');
    await take('a', true);
    expect(slotsOn(disk)).toEqual(['a']);
  });

  it('is not written when the rest of its commit fails, and the next one is', async () => {
    const disk = new MemoryDisk();
    const { ledger, take } = processOn(disk);
    await expect(ledger.write('a', { position: slot('a'), judged: false }, () => Promise.reject(new StoreConflictError('run:a', 1, 2)))).rejects.toMatchObject({ key: 'run:a' });
    expect([ledger.heldBy('a'), slotsOn(disk)]).toEqual([null, []]);
    await take('a');
    expect(ledger.heldBy('a')?.symbol).toBe('a');
  });

  it('is not lost when the slots are read while another one is being written', async () => {
    const disk = new MemoryDisk();
    const [mine, theirs] = [processOn(disk), processOn(disk)];
    // The answer to a commit that has been done comes late: meanwhile others write and the slots are read.
    let answer: () => void = () => undefined;
    const writing = mine.ledger.write('a', { position: slot('a'), judged: false }, async (write) => {
      await writeTo(mine.store)(write);
      await new Promise<void>((resolve) => (answer = resolve));
    });
    await new Promise((resolve) => setImmediate(resolve));
    await theirs.take('b');
    const reading = mine.ledger.refresh();
    await new Promise((resolve) => setImmediate(resolve));
    answer();
    await Promise.all([writing, reading]);
    await theirs.take('c');
    await mine.take('d');
    expect(slotsOn(disk).toSorted()).toEqual(['a', 'b', 'c', 'd']);
  });
});

/** A store that answers when it likes, and says now and then that it does not know whether it has written. */
class Unhurried extends SharedStore {
  readonly #random: () => number;

  constructor(disk: MemoryDisk, random: () => number) {
    super(disk);
    this.#random = random;
  }

  override async load(keys: readonly string[]): ReturnType<StateStore['load']> {
    await this.#wait();
    const found = await super.load(keys);
    await this.#wait();
    return found;
  }

  override async commit(change: Change): Promise<void> {
    await this.#wait();
    await super.commit(change);
    await this.#wait();
  }

  async #wait(): Promise<void> {
    for (let turns = Math.floor(this.#random() * 6); turns > 0; turns--) await Promise.resolve();
    if (this.#random() < 0.1) await new Promise((resolve) => setImmediate(resolve));
  }
}

/** Takes a slot if its rules allow, holds it, gives it back; as a session does it. */
async function trade(run: string, { ledger, store }: { readonly ledger: RiskLedger; readonly store: StateStore }, limit: number, random: () => number, onTaken: () => void): Promise<void> {
  const rule = { name: 'limit', judge: ({ activePositions }: { readonly activePositions: readonly ActivePosition[] }) => (activePositions.length < limit ? { allowed: true as const } : { allowed: false as const, reason: 'full' }) };
  const admission = new Admission({ symbol: run, strategyName: 's', exchangeName: 'e', rules: [random() < 0.5 ? rule : { ...rule, judge: async (request) => rule.judge(request) }], sizer: undefined, book: ledger.book, refresh: () => ledger.look(run) });
  ledger.attach(run);
  for (let round = 0; round < 6; round++) {
    const { plan } = slot(`${run}${round}`);
    let taken = false;
    await admission.judge({ plan, at: 'creation', price: 100, nowMs: 0, atMs: 0 }, async ({ allowed }) => {
      if (!allowed) return;
      await ledger.write(run, { position: admission.held, judged: true }, writeTo(store));
      taken = true;
    })?.catch((error: unknown) => {
      if (!(error instanceof StoreConflictError && error.key === ledger.key)) throw error;
      admission.release(plan);
    });
    if (!taken) continue;
    onTaken();
    admission.release(plan);
    await ledger.write(run, { position: null, judged: false }, writeTo(store));
  }
  ledger.detach(run);
}

it('whatever the order in which stores answer, two processes never hold more slots than their rules allow', async () => {
  let taken = 0;
  for (let seed = 1; seed <= 300; seed++) {
    const random = seededRandom(seed);
    const disk = new MemoryDisk();
    const limit = pick(random, [1, 2, 3]);
    const most = { slots: 0 };
    const processes = [0, 1].map(() => processOn(disk, new Unhurried(disk, random)));
    const set = disk.values.set.bind(disk.values);
    disk.values.set = (key, value) => {
      set(key, value);
      most.slots = Math.max(most.slots, slotsOn(disk).length);
      return disk.values;
    };
    await Promise.all(['a', 'b', 'c', 'd', 'e', 'f'].map((run, i) => trade(run, processes[i % 2]!, limit, random, () => taken++)));
    expect([seed, most.slots <= limit, slotsOn(disk)]).toEqual([seed, true, []]);
  }
  expect(taken).toBeGreaterThan(1000);
});

it('a ledger that cannot be read says so, and is read later', async () => {
  const disk = new MemoryDisk();
  const { store, ledger } = processOn(disk);
  const load = store.load.bind(store);
  store.load = () => Promise.reject(new StoreError('store/failed', 'down', { retryable: true }));
  await expect(ledger.refresh()).rejects.toMatchObject({ code: 'store/failed' });
  store.load = load;
  await ledger.refresh();
  expect(shown(ledger)).toEqual([]);
});
