import { describe, expect, it, vi } from 'vitest';
import { StoreError } from '../../error.ts';
import type { Leases } from '../../ports/state-store.ts';
import { FakeClock } from '../../testing/fake-clock.ts';
import { MemoryDisk, MemoryStore } from '../../testing/memory-store.ts';
import { Interrupt } from './interrupt.ts';
import { NEVER, pass, settle } from './live.fixture.ts';
import { Tenure, type TenureParts } from './tenure.ts';

const TTL_MS = 15_000;

function office(over: Partial<Leases> = {}): { readonly clock: FakeClock; readonly disk: MemoryDisk; parts(holder?: string): TenureParts } {
  const clock = new FakeClock();
  const disk = new MemoryDisk(() => clock.nowMs());
  const leases = { ...new MemoryStore(disk).leases, ...over };
  return { clock, disk, parts: (holder = 'first') => ({ leases, lease: 'live:a', holder, ttlMs: TTL_MS, clock }) };
}

const down = new StoreError('store/failed', 'no connection', { retryable: true });

describe('a lease', () => {
  it('is held as long as it is renewed, and nobody else gets it', async () => {
    const { clock, parts } = office();
    const tenure = await Tenure.begin(parts());
    await pass(clock, 10 * TTL_MS);
    expect([tenure?.lost, await Tenure.begin(parts('second'))]).toEqual([false, null]);
  });

  it('that is given back is free at once, and leaves no alarm behind', async () => {
    const { clock, parts } = office();
    const first = await Tenure.begin(parts());
    await first?.end();
    expect(clock.pending).toBe(0);
    const second = await Tenure.begin(parts('second'));
    expect([first?.token.token, second?.token.token]).toEqual([1, 2]);
  });

  it('that was taken by somebody else is told as lost, once', async () => {
    const { clock, disk, parts } = office();
    const tenure = await Tenure.begin(parts());
    const lost = vi.fn<() => void>();
    tenure?.onLost(lost);
    disk.leases.set('live:a', { holder: 'second', token: 2, untilMs: Infinity });
    await pass(clock, TTL_MS);
    expect([tenure?.lost, lost.mock.calls.length, clock.pending]).toEqual([true, 1, 0]);
  });

  it('that was lost before somebody wants to hear of it is told at once', async () => {
    const { clock, disk, parts } = office();
    const tenure = await Tenure.begin(parts());
    disk.leases.set('live:a', { holder: 'second', token: 2, untilMs: Infinity });
    await pass(clock, TTL_MS);
    const lost = vi.fn<() => void>();
    tenure?.onLost(lost);
    expect(lost).toHaveBeenCalledOnce();
  });

  it('is not taken for lost while the store does not answer: its fence decides', async () => {
    let renewals = 0;
    const { clock, parts } = office({ renew: () => (++renewals, Promise.reject(down)) });
    const tenure = await Tenure.begin(parts());
    await pass(clock, TTL_MS);
    expect([tenure?.lost, renewals]).toEqual([false, 3]);
  });

  it('is lost when the store fails for good', async () => {
    const { clock, parts } = office({ renew: () => Promise.reject(new StoreError('store/closed', 'closed')) });
    const tenure = await Tenure.begin(parts());
    await pass(clock, TTL_MS);
    expect([tenure?.lost, clock.pending]).toEqual([true, 0]);
  });

  it('that was given back while it was being renewed is neither renewed nor lost', async () => {
    let answer: (held: boolean) => void = () => undefined;
    const { clock, parts } = office({ renew: () => new Promise((resolve) => (answer = resolve)) });
    const tenure = await Tenure.begin(parts());
    const lost = vi.fn<() => void>();
    tenure?.onLost(lost);
    await pass(clock, TTL_MS / 3);
    await tenure?.end();
    answer(false);
    await settle();
    expect([lost.mock.calls.length, clock.pending]).toEqual([0, 0]);
  });

  it('that cannot be given back holds nobody up for long: it ends by itself', async () => {
    const { clock, parts } = office({ release: () => NEVER });
    const tenure = await Tenure.begin(parts());
    let over = false;
    void tenure?.end().then(() => (over = true));
    await pass(clock, 900);
    expect(over).toBe(false);
    await pass(clock, 200);
    expect([over, clock.pending]).toEqual([true, 0]);
  });

  it('that the store refuses to take back troubles nobody', async () => {
    const { parts } = office({ release: () => Promise.reject(down) });
    await (await Tenure.begin(parts()))?.end();
  });

  it('is in doubt when it was not renewed for as long as it lasts, until it is', async () => {
    let isDown = true;
    const { clock, disk, parts } = office({ renew: (...asked) => (isDown ? Promise.reject(down) : new MemoryStore(disk).leases.renew(...asked)) });
    const tenure = await Tenure.begin(parts());
    await pass(clock, TTL_MS - 1000);
    expect(tenure?.doubtful).toBe(false);
    await pass(clock, 1000);
    await expect(tenure?.renew()).rejects.toBe(down);
    expect(tenure?.doubtful).toBe(true);
    isDown = false;
    await tenure?.renew();
    expect([tenure?.doubtful, tenure?.lost]).toEqual([false, false]);
  });

  it('that is found lost when it is renewed out of turn is told as lost, once', async () => {
    const { clock, disk, parts } = office();
    const tenure = await Tenure.begin(parts());
    const lost = vi.fn<() => void>();
    tenure?.onLost(lost);
    disk.leases.set('live:a', { holder: 'second', token: 2, untilMs: Infinity });
    await tenure?.renew();
    await pass(clock, TTL_MS);
    expect([tenure?.lost, lost.mock.calls.length, clock.pending]).toEqual([true, 1, 0]);
  });

  it('that cannot be asked for is the caller’s to wait for', async () => {
    const { parts } = office({ acquire: () => Promise.reject(down) });
    await expect(Tenure.begin(parts())).rejects.toBe(down);
  });
});

it('whoever waits for a lease asks often enough to take over soon', async () => {
  const { clock, parts } = office();
  let rested = false;
  void Tenure.rest(parts(), new Interrupt()).then(() => (rested = true));
  await pass(clock, TTL_MS / 10, 100);
  expect(rested).toBe(true);
});
