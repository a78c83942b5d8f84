import { describe, expect, it } from 'vitest';
import type { Clock } from '../../ports/clock.ts';
import { FakeClock } from '../../testing/fake-clock.ts';
import { MINUTE_MS } from '../../units.ts';
import { minute, minutesOf } from '../run.fixture.ts';
import { Cadence, type Beat } from './cadence.ts';
import { Interrupt } from './interrupt.ts';
import { pass, SetClock, settle } from './live.fixture.ts';

const SECOND_MS = 1000;
const HOUR_MS = 60 * MINUTE_MS;

/** Beats as they come, in words. */
function beats(clock: FakeClock, afterMs: number | null = null): { readonly said: string[]; readonly stop: () => void } {
  const cadence = new Cadence(clock, MINUTE_MS, afterMs);
  const rest = new Interrupt();
  const said: string[] = [];
  void (async () => {
    for (let beat = await cadence.next(rest); beat.kind !== 'interrupted'; beat = await cadence.next(rest)) said.push(inWords(beat));
    said.push('interrupted');
  })();
  return { said, stop: () => rest.abort() };
}

function inWords(beat: Beat): string {
  if (beat.kind === 'jumped') return `jumped ${beat.jumpedMs / MINUTE_MS} until ${minutesOf(beat.resumesAtMs)}`;
  return beat.kind === 'tick' ? `${minutesOf(beat.whenMs)}${beat.delayedMs === 0 ? '' : `+${beat.delayedMs / SECOND_MS}s`}${beat.missed === 0 ? '' : ` missed ${beat.missed}`}` : beat.kind;
}

describe('ticks', () => {
  it('come at once, for the minute that has begun, and then on every minute', async () => {
    const clock = new FakeClock(minute(3) + 20 * SECOND_MS);
    const { said } = beats(clock);
    await settle();
    expect(said).toEqual(['3+20s']);
    await pass(clock, 2 * MINUTE_MS);
    expect(said).toEqual(['3+20s', '4', '5']);
  });

  it('come one after the other, however often somebody asks', async () => {
    const clock = new FakeClock(minute(0));
    const cadence = new Cadence(clock, MINUTE_MS, null);
    const rest = new Interrupt();
    expect(await cadence.next(rest)).toMatchObject({ whenMs: minute(0) });
    const second = cadence.next(rest);
    await clock.pass(MINUTE_MS);
    expect(await second).toMatchObject({ whenMs: minute(1) });
  });

  it('come at once when they are overdue; those in between are left out and counted', async () => {
    const clock = new FakeClock(minute(0));
    const cadence = new Cadence(clock, MINUTE_MS, null);
    await cadence.next(new Interrupt());
    await clock.pass(3 * MINUTE_MS + 7 * SECOND_MS);
    expect(await cadence.next(new Interrupt())).toEqual({ kind: 'tick', whenMs: minute(3), delayedMs: 7 * SECOND_MS, missed: 2 });
  });

  it('do not come early when a timer rings early', async () => {
    const clock = new FakeClock(minute(0));
    const eager: Clock = { nowMs: () => clock.nowMs(), elapsedMs: () => clock.elapsedMs(), breathe: () => clock.breathe(), after: (ms, call) => clock.after(ms, call), sleep: (ms) => clock.sleep(Math.max(1, ms - 1)) };
    const cadence = new Cadence(eager, MINUTE_MS, null);
    await cadence.next(new Interrupt());
    const next = cadence.next(new Interrupt());
    await pass(clock, MINUTE_MS);
    expect(await next).toMatchObject({ whenMs: minute(1), delayedMs: 0 });
  });

  it('end when they are interrupted, and leave no alarm behind', async () => {
    const clock = new FakeClock(minute(0) + 1);
    const { said, stop } = beats(clock);
    await settle();
    stop();
    await settle();
    expect([said, clock.pending]).toEqual([['0+0.001s', 'interrupted'], 0]);
  });

  it('are not even looked for by somebody who was interrupted before', async () => {
    const rest = new Interrupt();
    rest.abort();
    expect(await new Cadence(new FakeClock(minute(0)), MINUTE_MS, null).next(rest)).toEqual({ kind: 'interrupted' });
  });
});

describe('after a restart', () => {
  it('within the same minute, its tick comes once more', async () => {
    const { said } = beats(new FakeClock(minute(5) + 30 * SECOND_MS), minute(5));
    await settle();
    expect(said).toEqual(['5+30s']);
  });

  it('after a deadline between two minutes, the minute of it comes once more', async () => {
    const { said } = beats(new FakeClock(minute(5) + 40 * SECOND_MS), minute(5) + 30 * SECOND_MS);
    await settle();
    expect(said).toEqual(['5+40s']);
  });

  it('hours later, the first tick comes at once', async () => {
    const { said } = beats(new FakeClock(minute(300)), minute(5));
    await settle();
    expect(said).toEqual(['300 missed 295']);
  });

  it('on a machine whose clock was set back meanwhile, no tick comes before what was gone through; that is told', async () => {
    const clock = new FakeClock(minute(5));
    const { said } = beats(clock, minute(65));
    await pass(clock, 59 * MINUTE_MS);
    expect(said).toEqual(['jumped -60 until 65']);
    await pass(clock, 2 * MINUTE_MS);
    expect(said).toEqual(['jumped -60 until 65', '65', '66']);
  });
});

describe('a clock', () => {
  it('set back an hour brings no tick twice: it is told once, and ticks go on when it has caught up', async () => {
    const clock = new SetClock(minute(100));
    const { said } = beats(clock);
    await pass(clock, MINUTE_MS + 10 * SECOND_MS);
    clock.set(-HOUR_MS);
    await pass(clock, 60 * MINUTE_MS - 10 * SECOND_MS);
    expect(said).toEqual(['100', '101', 'jumped -60 until 102']);
    await pass(clock, 2 * MINUTE_MS);
    expect(said).toEqual(['100', '101', 'jumped -60 until 102', '102', '103']);
  });

  it('set forward an hour brings the next tick within a minute of the clock on the wall, and says what was missed', async () => {
    const clock = new SetClock(minute(100));
    const { said } = beats(clock);
    await pass(clock, 10 * SECOND_MS);
    clock.set(HOUR_MS);
    await pass(clock, 2 * MINUTE_MS);
    expect(said).toEqual(['100', 'jumped 60 until 161', '161 missed 60', '162']);
  });

  it('set forward and back again is told twice', async () => {
    const clock = new SetClock(minute(100));
    const { said } = beats(clock);
    await pass(clock, 10 * SECOND_MS);
    clock.set(HOUR_MS);
    await pass(clock, MINUTE_MS);
    clock.set(-HOUR_MS);
    await pass(clock, MINUTE_MS);
    expect(said).toEqual(['100', 'jumped 60 until 161', '161 missed 60', 'jumped -60 until 162']);
  });

  it('put right by seconds is nobody’s business, and neither is one that drifts for a month', async () => {
    const clock = new SetClock(minute(0));
    const { said } = beats(clock);
    await settle();
    for (let i = 0; i < 4; i++) {
      clock.set(20 * SECOND_MS);
      await pass(clock, MINUTE_MS);
    }
    expect(said.filter((word) => word.startsWith('jumped'))).toEqual([]);
  });

  it('set back by less than a tick delays the next one, and repeats none', async () => {
    const clock = new SetClock(minute(0));
    const { said } = beats(clock);
    await pass(clock, 59 * SECOND_MS);
    clock.set(-20 * SECOND_MS);
    await pass(clock, 20 * SECOND_MS);
    expect(said).toEqual(['0']);
    await pass(clock, 2 * SECOND_MS);
    expect(said).toEqual(['0', '1']);
  });
});
