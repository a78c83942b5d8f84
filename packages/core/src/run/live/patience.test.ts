import { describe, expect, it } from 'vitest';
import { StoreConflictError, StoreError } from '../../error.ts';
import { FakeClock } from '../../testing/fake-clock.ts';
import { Interrupt } from './interrupt.ts';
import { NEVER, pass, settle } from './live.fixture.ts';
import { Patience } from './patience.ts';

const lost = new StoreError('store/failed', 'the connection is gone', { retryable: true });

function patient(): { readonly clock: FakeClock; readonly cancel: Interrupt; readonly said: string[]; readonly patience: Patience } {
  const clock = new FakeClock();
  const cancel = new Interrupt();
  const said: string[] = [];
  return { clock, cancel, said, patience: new Patience({ clock, cancel, onPause: ({ message }) => said.push(`paused: ${message}`), onResume: (ms) => said.push(`resumed after ${ms}`) }) };
}

/** Fails so many times, then answers. */
function failing(times: number, error: Error = lost): { (): Promise<string>; calls: number } {
  const work = async (): Promise<string> => {
    if (++work.calls <= times) throw error;
    return 'done';
  };
  work.calls = 0;
  return work;
}

describe('a store that does not answer', () => {
  it('is tried again until it does; the pause is told once, and its end with how long it was', async () => {
    const { clock, said, patience } = patient();
    const done = patience.until(failing(3));
    await pass(clock, 1000);
    expect([await done, said]).toEqual(['done', ['paused: the connection is gone', 'resumed after 700']]);
  });

  it('is tried ever less often, but at least every five seconds', async () => {
    const { clock, patience } = patient();
    const work = failing(1000);
    void patience.until(work).catch(() => undefined);
    await pass(clock, 60_000, 100);
    // After 0.1, 0.2, … 3.2 s, then every 5 s.
    expect(work.calls).toBe(1 + 6 + Math.floor((60 - 6.3) / 5));
  });

  it('pauses again, and says so again, when it fails again later', async () => {
    const { clock, said, patience } = patient();
    for (let i = 0; i < 2; i++) {
      const done = patience.until(failing(1));
      await pass(clock, 100);
      await done;
    }
    expect(said.length).toBe(4);
  });

  it('holds nobody up who is told to end: what was wanted is given up, and no return is told', async () => {
    const { clock, cancel, said, patience } = patient();
    const given = patience.until(failing(1000));
    await settle();
    cancel.abort();
    await expect(given).rejects.toMatchObject({ code: 'store/gave-up', cause: lost });
    expect([said, clock.pending]).toEqual([['paused: the connection is gone'], 0]);
  });

  it('is not asked at all by somebody who has ended, who tells nothing either', async () => {
    const { cancel, said, patience } = patient();
    cancel.abort();
    const work = failing(0);
    await expect(patience.until(work)).rejects.toMatchObject({ code: 'store/gave-up' });
    expect([work.calls, said]).toEqual([0, []]);
  });

  it('for ten seconds is told of like one that fails; when it answers after all, that is the answer', async () => {
    const { clock, said, patience } = patient();
    let answer: (value: string) => void = () => undefined;
    const done = patience.until(() => new Promise<string>((resolve) => (answer = resolve)));
    await pass(clock, 9_000);
    expect(said).toEqual([]);
    await pass(clock, 21_000);
    answer('late');
    expect([await done, said, clock.pending]).toEqual(['late', ['paused: The store has not answered for 10 s.', 'resumed after 20000'], 0]);
  });

  it('at all says nothing any more to somebody who has ended, and rings no alarm', async () => {
    const { clock, cancel, said, patience } = patient();
    void patience.until(() => NEVER);
    await settle();
    cancel.abort();
    expect(clock.pending).toBe(0);
    await pass(clock, 30_000);
    expect(said).toEqual([]);
  });

  it('that fails just when somebody ends is no pause', async () => {
    const { cancel, said, patience } = patient();
    const given = patience.until(async () => {
      cancel.abort();
      throw lost;
    });
    await expect(given).rejects.toMatchObject({ code: 'store/gave-up' });
    expect(said).toEqual([]);
  });
});

it.each([
  ['a store that waiting does not mend', new StoreError('store/corrupt', 'a flipped bit')],
  ['a conflict', new StoreConflictError('run:a', 1, 2)],
  ['a bug', new TypeError('undefined is not a function')],
])('%s is told at once', async (_what, error) => {
  const { clock, said, patience } = patient();
  await expect(patience.until(failing(1, error))).rejects.toBe(error);
  expect([said, clock.pending]).toEqual([[], 0]);
});
