import { describe, expect, it } from 'vitest';
import { StoreConflictError, StoreError } from '../../error.ts';
import { FakeClock } from '../../testing/fake-clock.ts';
import { MemoryStore } from '../../testing/memory-store.ts';
import { Lessons } from './lessons.ts';
import { CountedCancel, pass, settle } from './live.fixture.ts';
import { restIfOutrun } from './outrun.ts';
import { RiskLedger } from './risk-ledger.ts';

const ledger = new RiskLedger({ store: new MemoryStore(), riskName: 'slots' });
const conflict = new StoreConflictError('risk:slots', 1, 2);

/** How long a run rests when it has been outrun so often. */
async function restOf(runKey: string, times: number): Promise<number> {
  const clock = new FakeClock();
  let over = false;
  void restIfOutrun({ ledger, lessons: new Lessons(), runKey, clock, cancel: new CountedCancel() }, conflict, times)?.then(() => (over = true));
  for (let ms = 0; ; ms++) {
    await clock.pass(1);
    await settle();
    if (over) return ms;
  }
}

describe('a run that was outrun for a slot', () => {
  it('rests for a moment, longer the more often it was, but never for more than a second', async () => {
    expect(await restOf('live:a', 1)).toBeLessThanOrEqual(2);
    const rests: number[] = [];
    for (let times = 10; times < 30; times++) rests.push(await restOf('live:a', times));
    expect(Math.max(...rests)).toBeLessThanOrEqual(1000);
    expect(Math.max(...rests)).toBeGreaterThan(500);
  });

  it('rests for another while than others do, so that they do not meet again', async () => {
    const rests = await Promise.all(['live:a', 'live:b', 'live:c', 'live:d'].map((runKey) => restOf(runKey, 10)));
    expect(new Set(rests).size).toBe(4);
  });

  it('may ask its rules again then, unless it was cancelled meanwhile', async () => {
    const clock = new FakeClock();
    const cancel = new CountedCancel();
    const again = restIfOutrun({ ledger, lessons: new Lessons(), runKey: 'live:a', clock, cancel: new CountedCancel() }, conflict, 10);
    const never = restIfOutrun({ ledger, lessons: new Lessons(), runKey: 'live:a', clock, cancel }, conflict, 10);
    cancel.abort();
    expect(await never).toBe(false);
    await pass(clock, 1000);
    expect([await again, clock.pending]).toEqual([true, 0]);
  });
});

it.each([
  ['a conflict about its own state', new StoreConflictError('run:a', 1, 2)],
  ['a store that fails', new StoreError('store/failed', 'down')],
  ['a bug', new TypeError('no')],
])('%s is no reason to ask again', (_what, error) => {
  expect(restIfOutrun({ ledger, lessons: new Lessons(), runKey: 'live:a', clock: new FakeClock(), cancel: new CountedCancel() }, error, 1)).toBeUndefined();
});

it('and neither is anything where there are no slots', () => {
  expect(restIfOutrun({ ledger: null, lessons: new Lessons(), runKey: 'live:a', clock: new FakeClock(), cancel: new CountedCancel() }, conflict, 1)).toBeUndefined();
});
