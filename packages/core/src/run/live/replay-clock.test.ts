import { describe, expect, it, vi } from 'vitest';
import { FakeClock } from '../../testing/fake-clock.ts';
import { minute, minutesOf } from '../run.fixture.ts';
import { CountedCancel, IDLE_MACHINE, pass, settle } from './live.fixture.ts';
import { ReplayClock, type ReplayClockOptions } from './replay-clock.ts';

const MINUTE_MS = 60_000;

const replay = (over: Partial<ReplayClockOptions> = {}): ReplayClock => new ReplayClock({ machine: IDLE_MACHINE, startMs: minute(0), endMs: minute(60), ...over });

describe('time', () => {
  it('stands still while somebody is at work, however long', async () => {
    const time = replay();
    const [mine, theirs] = [time.join(), time.join()];
    void theirs.sleep(MINUTE_MS);
    await settle();
    expect([time.nowMs, mine.nowMs(), theirs.elapsedMs()]).toEqual([minute(0), minute(0), 0]);
  });

  it('goes on to the next alarm when everybody rests', async () => {
    const time = replay();
    const [mine, theirs] = [time.join(), time.join()];
    const said: string[] = [];
    void theirs.sleep(2 * MINUTE_MS).then(() => said.push(`theirs ${minutesOf(theirs.nowMs())}`));
    await mine.sleep(MINUTE_MS);
    said.push(`mine ${minutesOf(mine.nowMs())}`);
    await settle();
    expect([said, mine.elapsedMs()]).toEqual([['mine 1'], MINUTE_MS]);
    void mine.sleep(MINUTE_MS * 5);
    await settle();
    expect(said).toEqual(['mine 1', 'theirs 2']);
  });

  it('lets those who wake at one instant work one at a time, in the order in which they joined', async () => {
    const time = replay({ endMs: minute(3) });
    const said: string[] = [];
    const clocks = ['a', 'b', 'c'].map((name) => ({ name, clock: time.join() }));
    const work = clocks.toReversed().map(async ({ name, clock }) => {
      for (let i = 0; i < 2; i++) {
        await clock.sleep(MINUTE_MS);
        said.push(`${name} begins`);
        await settle();
        said.push(`${name} ends ${minutesOf(clock.nowMs())}`);
      }
      clock.leave();
    });
    await Promise.all(work);
    expect(said).toEqual([1, 2].flatMap((n) => ['a', 'b', 'c'].flatMap((name) => [`${name} begins`, `${name} ends ${n}`])));
  });

  it('rings alarms on its way, before those who sleep until the same instant wake', async () => {
    const time = replay();
    const mine = time.join();
    const said: string[] = [];
    mine.after(MINUTE_MS, () => said.push(`alarm ${minutesOf(time.nowMs)}`));
    const callOff = mine.after(MINUTE_MS / 2, () => said.push('called off'));
    callOff();
    await mine.sleep(MINUTE_MS);
    said.push('awake');
    expect(said).toEqual(['alarm 1', 'awake']);
  });

  it('never goes back for what should have rung before', async () => {
    const time = replay();
    const mine = time.join();
    await mine.sleep(MINUTE_MS);
    await mine.sleep(-5);
    expect(time.nowMs).toBe(minute(1));
  });

  it('lets the rest of the process live, however much is left to replay', async () => {
    const breathe = vi.fn<() => Promise<void>>(() => Promise.resolve());
    const mine = replay({ machine: { ...IDLE_MACHINE, breathe } }).join();
    for (let i = 0; i < 640; i++) mine.after(i, () => undefined);
    await mine.sleep(1000);
    expect(breathe.mock.calls.length).toBe(10);
  });
});

describe('the end', () => {
  it('comes once, when nothing is left to happen before it', async () => {
    const onEnd = vi.fn<() => void>();
    const mine = replay({ endMs: minute(5), onEnd }).join();
    await mine.sleep(5 * MINUTE_MS);
    expect(onEnd).not.toHaveBeenCalled();
    void mine.sleep(1);
    await settle();
    expect([onEnd.mock.calls.length, mine.nowMs()]).toEqual([1, minute(5)]);
  });

  it('lets those who sleep beyond it be woken by whoever ends them', async () => {
    const cancel = new CountedCancel();
    const mine = replay({ onEnd: () => cancel.abort() }).join();
    await mine.sleep(1e9, cancel);
    expect([mine.nowMs(), cancel.listeners.size]).toEqual([minute(0), 0]);
  });

  it('does not come while somebody is at work', async () => {
    const onEnd = vi.fn<() => void>();
    const time = replay({ onEnd });
    time.join();
    void time.join().sleep(1e9);
    await settle();
    expect(onEnd).not.toHaveBeenCalled();
  });
});

describe('somebody who leaves', () => {
  it('holds up nobody else any more', async () => {
    const time = replay();
    const [mine, theirs] = [time.join(), time.join()];
    let awake = false;
    void mine.sleep(MINUTE_MS).then(() => (awake = true));
    await settle();
    expect(awake).toBe(false);
    theirs.leave();
    await settle();
    expect(awake).toBe(true);
  });

  it('may do so while asleep, and twice: those who stay are not confused', async () => {
    const time = replay();
    const [mine, theirs, third] = [time.join(), time.join(), time.join()];
    const said: string[] = [];
    void theirs.sleep(MINUTE_MS).then(() => said.push('theirs'));
    theirs.leave();
    theirs.leave();
    void mine.sleep(2 * MINUTE_MS).then(() => said.push('mine'));
    await settle();
    // The third is at work.
    expect(said).toEqual([]);
    void third.sleep(3 * MINUTE_MS).then(() => said.push('third'));
    await settle();
    expect(said).toEqual(['theirs', 'mine']);
    void mine.sleep(9 * MINUTE_MS);
    await settle();
    expect(said).toEqual(['theirs', 'mine', 'third']);
  });

  it('last of all lets time stand still, until somebody joins again', async () => {
    const onEnd = vi.fn<() => void>();
    const time = replay({ onEnd });
    const mine = time.join();
    mine.after(MINUTE_MS, () => undefined);
    mine.leave();
    await settle();
    expect([onEnd.mock.calls.length, time.nowMs]).toEqual([0, minute(0)]);
    const next = time.join();
    await next.sleep(2 * MINUTE_MS);
    expect(time.nowMs).toBe(minute(2));
  });
});

describe('at a speed', () => {
  it('an hour a minute, a minute takes a second', async () => {
    const machine = new FakeClock();
    const mine = replay({ machine, speed: 60 }).join();
    let awake = false;
    void mine.sleep(MINUTE_MS).then(() => (awake = true));
    await pass(machine, 900);
    expect([awake, mine.nowMs()]).toEqual([false, minute(0)]);
    await pass(machine, 100);
    expect([awake, mine.nowMs()]).toEqual([true, minute(1)]);
  });

  it('somebody who is cancelled while time is waited for wakes at once, and nothing of the machine is kept waiting', async () => {
    const machine = new FakeClock();
    const cancel = new CountedCancel();
    const mine = replay({ machine, speed: 1 }).join();
    const sleep = mine.sleep(MINUTE_MS, cancel);
    await settle();
    cancel.abort();
    await sleep;
    mine.leave();
    await settle();
    expect([machine.pending, cancel.listeners.size]).toEqual([0, 0]);
  });

  it('others go on waiting for their time when somebody is cancelled', async () => {
    const machine = new FakeClock();
    const cancel = new CountedCancel();
    const time = replay({ machine, speed: 1 });
    const [mine, theirs] = [time.join(), time.join()];
    let awake = false;
    void theirs.sleep(2 * MINUTE_MS).then(() => (awake = true));
    const sleep = mine.sleep(MINUTE_MS, cancel);
    await settle();
    cancel.abort();
    await sleep;
    mine.leave();
    await pass(machine, 2 * MINUTE_MS);
    expect([awake, time.nowMs]).toEqual([true, minute(2)]);
  });
});
