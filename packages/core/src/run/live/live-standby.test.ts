import { describe, expect, it } from 'vitest';
import { StoreError } from '../../error.ts';
import type { Answer } from '../../ports/strategy.ts';
import { ArraySource } from '../../testing/array-source.ts';
import { FakeClock } from '../../testing/fake-clock.ts';
import { MemoryDisk } from '../../testing/memory-store.ts';
import { candles, minute, Scripted, signal } from '../run.fixture.ts';
import { CountedCancel, hear, journal, pass, played, run, settle, SharedStore, Stoppable, ticks, words, type Heard, type Over } from './live.fixture.ts';

const SECOND_MS = 1000;
const MINUTE_MS = 60_000;
const LEASE = 'live::default:BTC%2FUSDT:scripted';

const opens = (): Scripted => new Scripted({ 1: () => signal('long', { lifetimeMinutes: 300 }) });
const market = (): ArraySource => new ArraySource(candles(-10, 60, { 5: [100, 111, 100, 100] }));

interface Pair {
  readonly clock: FakeClock;
  readonly disk: MemoryDisk;
  readonly first: Heard & { readonly cancel: CountedCancel; readonly process: Stoppable };
  readonly second: Heard & { readonly cancel: CountedCancel; readonly process: Stoppable };
  readonly token: () => number | undefined;
}

/** Two processes that want to trade the same run, the first of them a moment sooner. */
async function pair(overs: { readonly first?: Over; readonly second?: Over } = {}): Promise<Pair> {
  const clock = new FakeClock(minute(0));
  const disk = new MemoryDisk(() => clock.nowMs());
  const begin = (holder: string, over: Over = {}): Pair['first'] => {
    const cancel = new CountedCancel();
    const process = new Stoppable(disk, clock);
    return { ...hear(run(process.clock, { store: process.store, holder, cancel, strategy: opens(), candles: market(), ...over })), cancel, process };
  };
  const first = begin('first', overs.first);
  await settle();
  const second = begin('second', overs.second);
  await settle();
  return { clock, disk, first, second, token: () => disk.leases.get(LEASE)?.token };
}

const kinds = async (disk: MemoryDisk): Promise<string[]> => (await journal(disk)).map(({ kind }) => kind);

describe('of two processes', () => {
  it('exactly one trades; the other stands by, says so once, and asks nobody anything', async () => {
    const strategy = opens();
    const { clock, disk, first, second } = await pair({ second: { strategy } });
    await pass(clock, 4 * MINUTE_MS);
    expect([words(first.told), words(second.told), ticks(second.told), strategy.asks, await kinds(disk)]).toEqual([['opened 1'], ['standby'], [], [], ['opened']]);
  });

  it('the other takes over at once when the first is cancelled, and goes on where it was', async () => {
    const { clock, disk, first, second, token } = await pair();
    await pass(clock, 3 * MINUTE_MS + 10 * SECOND_MS);
    first.cancel.abort();
    await first.ended;
    await pass(clock, SECOND_MS);
    expect([words(second.told), ticks(second.told), token()]).toEqual([['standby', 'restored opened'], [3], 2]);
    await pass(clock, 4 * MINUTE_MS);
    expect([words(second.told), await kinds(disk)]).toEqual([['standby', 'restored opened', 'take-profit 5'], ['opened', 'closed']]);
  });

  it('the other takes over when the first hangs, once its lease is over by the clock of the store; the first then stands by', async () => {
    const { clock, disk, first, second, token } = await pair();
    await pass(clock, 3 * MINUTE_MS + 10 * SECOND_MS);
    first.process.stop();
    await pass(clock, 9 * SECOND_MS);
    expect(words(second.told)).toEqual(['standby']);
    await pass(clock, 7 * SECOND_MS);
    expect([words(second.told), token()]).toEqual([['standby', 'restored opened'], 2]);
    await pass(clock, MINUTE_MS);
    first.process.goOn();
    await pass(clock, 5 * MINUTE_MS);
    expect([words(first.told), ticks(first.told), words(second.told), await kinds(disk)]).toEqual([['opened 1', 'standby, lost'], [0, 1, 2, 3], ['standby', 'restored opened', 'take-profit 5'], ['opened', 'closed']]);
  });

  it('what the first decides after that is refused by the store, told to nobody, and changes nothing', async () => {
    let answer: (given: Answer) => void = () => undefined;
    const thinking = new Scripted({ 2: () => new Promise<Answer>((resolve) => (answer = resolve)) });
    const { clock, disk, first, second } = await pair({ first: { strategy: thinking }, second: { strategy: new Scripted() } });
    await pass(clock, 2 * MINUTE_MS + SECOND_MS);
    first.process.stop();
    await pass(clock, MINUTE_MS);
    const before = [...disk.values];
    answer(signal());
    first.process.goOn();
    await settle();
    expect([words(first.told), [...disk.values], await kinds(disk), ticks(second.told)]).toEqual([['standby, lost'], before, [], [2, 3]]);
  });

  it('the first takes over again when the other ends', async () => {
    const { clock, first, second, token } = await pair();
    await pass(clock, 2 * MINUTE_MS);
    first.process.stop();
    await pass(clock, MINUTE_MS);
    first.process.goOn();
    await pass(clock, 30 * SECOND_MS);
    second.cancel.abort();
    await pass(clock, 3 * MINUTE_MS);
    expect([words(first.told), token()]).toEqual([['opened 1', 'standby, lost', 'restored opened', 'take-profit 5'], 3]);
  });

  it('a hiccup shorter than the lease changes nothing', async () => {
    const { clock, first, second, token } = await pair();
    await pass(clock, 2 * MINUTE_MS + 10 * SECOND_MS);
    first.process.stop();
    await pass(clock, 5 * SECOND_MS);
    first.process.goOn();
    await pass(clock, 5 * MINUTE_MS);
    expect([words(first.told), words(second.told), token()]).toEqual([['opened 1', 'take-profit 5'], ['standby'], 1]);
  });

  it('one that loses its lease while it rests stops looking at the market', async () => {
    const { clock, disk, first } = await pair();
    await pass(clock, 2 * MINUTE_MS + 10 * SECOND_MS);
    disk.leases.set(LEASE, { holder: 'third', token: 9, untilMs: Infinity });
    await pass(clock, 10 * SECOND_MS);
    expect(words(first.told)).toEqual(['opened 1', 'standby, lost']);
  });

  it('neither does anything while the store gives no leases; that is told as a pause, not as a stand-by', async () => {
    const clock = new FakeClock(minute(0));
    const disk = new MemoryDisk(() => clock.nowMs());
    const process = new Stoppable(disk, clock);
    const { acquire } = process.store.leases;
    let down = true;
    Object.assign(process.store.leases, { acquire: (...asked: Parameters<typeof acquire>) => (down ? Promise.reject(new StoreError('store/failed', 'down', { retryable: true })) : acquire(...asked)) });
    const { told } = hear(run(clock, { store: process.store }));
    await pass(clock, SECOND_MS);
    expect([words(told), ticks(told)]).toEqual([['paused store/failed'], []]);
    down = false;
    await pass(clock, SECOND_MS);
    expect([words(told), ticks(told)]).toEqual([['paused store/failed', 'resumed after 1500 ms'], [0]]);
  });

  it('without names of their own, none is taken for the other', async () => {
    const clock = new FakeClock(minute(0));
    const disk = new MemoryDisk(() => clock.nowMs());
    hear(run(clock, { store: new SharedStore(disk) }));
    await settle();
    await clock.pass(1);
    const second = hear(run(clock, { store: new SharedStore(disk) }));
    await settle();
    expect(words(second.told)).toEqual(['standby']);
  });

  it('each minute is looked at by one of them, however often they change places', async () => {
    const clock = new FakeClock(minute(0));
    const disk = new MemoryDisk(() => clock.nowMs());
    const strategy = (): Scripted => new Scripted(Object.fromEntries(Array.from({ length: 60 }, (_, n) => [n, () => signal('long', { lifetimeMinutes: 3 })])));
    const begin = (n: number): Heard & { cancel: CountedCancel } => {
      const cancel = new CountedCancel();
      return { ...hear(run(clock, { store: new SharedStore(disk), holder: `process ${n}`, cancel, strategy: strategy(), candles: market() })), cancel };
    };
    let trading = begin(0);
    await settle();
    for (let n = 1; n < 30; n++) {
      const next = begin(n);
      await pass(clock, 20 * SECOND_MS);
      trading.cancel.abort();
      await pass(clock, 40 * SECOND_MS);
      trading = next;
    }
    const whole = new MemoryDisk();
    await played(0, 29, { store: new SharedStore(whole), strategy: strategy(), candles: market() });
    expect(await journal(disk)).toEqual(await journal(whole));
    expect(disk.leases.get(LEASE)?.token).toBe(30);
  });
});
