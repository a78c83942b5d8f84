import { expect, it } from 'vitest';
import { Aside } from './aside.ts';
import { CountedCancel, NEVER, settle } from './live.fixture.ts';
import type { LiveEvent, LiveTold } from './event.ts';

const resumed = (pausedMs: number): LiveEvent => ({ kind: 'resumed', atMs: 0, pausedMs });

/** What a wait told, and what it came to. */
async function waited<T>(wait: AsyncGenerator<LiveTold, T, void>): Promise<readonly [readonly number[], T]> {
  const told: number[] = [];
  for (;;) {
    const { value, done } = await wait.next();
    if (done === true) return [told, value];
    if (value.event.kind === 'resumed') told.push(value.event.pausedMs);
  }
}

it('a wait tells what comes up meanwhile, in order, and then hands over what was waited for', async () => {
  const [aside, cancel] = [new Aside(), new CountedCancel()];
  let done: (value: number) => void = () => undefined;
  aside.note(resumed(1));
  const wait = waited(aside.await(new Promise<number>((resolve) => (done = resolve)), cancel));
  await settle();
  aside.note(resumed(2));
  await settle();
  aside.note(resumed(3));
  aside.note(resumed(4));
  done(7);
  expect([await wait, cancel.listeners.size]).toEqual([[[1, 2, 3, 4], 7], 0]);
});

it('what fails is told after what came up', async () => {
  const [aside, cancel] = [new Aside(), new CountedCancel()];
  const wait = aside.await(Promise.reject(new Error('no')), cancel);
  aside.note(resumed(1));
  expect(await wait.next()).toMatchObject({ value: { event: resumed(1) } });
  await expect(wait.next()).rejects.toThrow('no');
  expect(cancel.listeners.size).toBe(0);
});

it('being cancelled ends a wait for what never comes', async () => {
  const [aside, cancel] = [new Aside(), new CountedCancel()];
  const wait = waited(aside.await(NEVER, cancel));
  await settle();
  cancel.abort();
  expect([await wait, cancel.listeners.size]).toEqual([[[], undefined], 0]);
});

it('somebody who was cancelled before waits for nothing that is not there', async () => {
  const [aside, cancel] = [new Aside(), new CountedCancel()];
  cancel.abort();
  expect(await waited(aside.await(NEVER, cancel))).toEqual([[], undefined]);
});

it('what fails when nobody waits any more troubles nobody', async () => {
  const [aside, cancel] = [new Aside(), new CountedCancel()];
  let fail: (error: Error) => void = () => undefined;
  const wait = waited(aside.await(new Promise<never>((_resolve, reject) => (fail = reject)), cancel));
  cancel.abort();
  await wait;
  fail(new Error('too late'));
  await settle();
});

it('leaving in the middle of a wait listens no longer', async () => {
  const [aside, cancel] = [new Aside(), new CountedCancel()];
  aside.note(resumed(1));
  const wait = aside.await(NEVER, cancel);
  await wait.next();
  await wait.return(undefined as never);
  expect(cancel.listeners.size).toBe(0);
});
