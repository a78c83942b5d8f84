import type { Clock } from '../../ports/clock.ts';
import { assert, assertEqual } from '../assert.ts';
import { cancelByHand } from '../cancel-by-hand.ts';
import type { SuiteCase } from '../case.ts';

export interface ClockSubject {
  readonly clock: Clock;
  /** Lets this much time pass: really, or by hand. */
  pass(durationMs: number): Promise<void>;
}

/** What every `Clock` promises. Ids are stable. */
export const clockCases: readonly SuiteCase<ClockSubject>[] = [
  {
    id: 'CL-01',
    title: 'goes forward while time passes',
    async run(fresh) {
      const { clock, pass } = await fresh();
      const [nowMs, elapsedMs] = [clock.nowMs(), clock.elapsedMs()];
      await pass(20);
      assert(clock.nowMs() >= nowMs + 15 && clock.elapsedMs() >= elapsedMs + 15, 'time did not pass');
    },
  },
  {
    id: 'CL-02',
    title: 'never runs its stopwatch back',
    async run(fresh) {
      const { clock } = await fresh();
      let last = clock.elapsedMs();
      for (let i = 0; i < 1000; i++) {
        const next = clock.elapsedMs();
        assert(next >= last, `went from ${last} back to ${next}`);
        last = next;
      }
    },
  },
  {
    id: 'CL-03',
    title: 'wakes a sleeper when its time has come, not before',
    async run(fresh) {
      const { clock, pass } = await fresh();
      const began = clock.elapsedMs();
      let woke = -1;
      const sleeping = clock.sleep(30).then(() => (woke = clock.elapsedMs()));
      await pass(60);
      await sleeping;
      assert(woke - began >= 29, `woke after ${woke - began} ms`);
    },
  },
  {
    id: 'CL-04',
    title: 'wakes a sleeper at once when it is cancelled, before or during its sleep',
    async run(fresh) {
      const { clock } = await fresh();
      const cancel = cancelByHand();
      const sleeping = clock.sleep(1e9, cancel);
      cancel.fire();
      await sleeping;
      await clock.sleep(1e9, cancel);
    },
  },
  {
    id: 'CL-05',
    title: 'rings an alarm once',
    async run(fresh) {
      const { clock, pass } = await fresh();
      let rings = 0;
      clock.after(10, () => rings++);
      await pass(80);
      assertEqual(rings, 1, 'rings');
    },
  },
  {
    id: 'CL-06',
    title: 'does not ring an alarm that was called off',
    async run(fresh) {
      const { clock, pass } = await fresh();
      let rings = 0;
      clock.after(10, () => rings++)();
      await pass(50);
      assertEqual(rings, 0, 'rings');
    },
  },
  {
    id: 'CL-07',
    title: 'lets an alarm that is due ring while somebody only ever breathes',
    async run(fresh) {
      const { clock, pass } = await fresh();
      let rang = false;
      clock.after(5, () => (rang = true));
      for (let breaths = 0; !rang && breaths < 10_000; breaths++) {
        await clock.breathe();
        if (breaths % 10 === 0) await pass(1);
      }
      assert(rang, 'the alarm never rang');
    },
  },
];
