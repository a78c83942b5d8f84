import type pg from 'pg';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { AnswerWatch } from './answer-watch.ts';

function connection(): { readonly client: pg.PoolClient; readonly ended: () => boolean } {
  const end = vi.fn<() => Promise<void>>(() => Promise.resolve());
  return { client: { end } as unknown as pg.PoolClient, ended: () => end.mock.calls.length > 0 };
}

describe('a watch over answers', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] }));
  afterEach(() => void vi.useRealTimers());

  it('ends what has no answer in time, and says so', () => {
    const watch = new AnswerWatch(1000);
    const { client, ended } = connection();
    watch.begin(client);
    vi.advanceTimersByTime(999);
    expect(ended()).toBe(false);
    vi.advanceTimersByTime(260);
    expect([ended(), watch.end(client)]).toEqual([true, true]);
  });

  it('leaves alone what was answered, what began later, and what may take long', () => {
    const watch = new AnswerWatch(1000);
    const [answered, late, long] = [connection(), connection(), connection()];
    watch.begin(answered.client);
    watch.begin(long.client, true);
    vi.advanceTimersByTime(900);
    watch.begin(late.client);
    expect(watch.end(answered.client)).toBe(false);
    vi.advanceTimersByTime(900);
    expect([answered.ended(), late.ended(), long.ended(), watch.end(late.client), watch.end(long.client)]).toEqual([false, false, false, false, false]);
  });

  it('has one timer at most, and none when there is nothing to watch', () => {
    const watch = new AnswerWatch(1000);
    for (let i = 0; i < 10; i++) {
      const { client } = connection();
      watch.begin(client);
      watch.end(client);
    }
    expect(vi.getTimerCount()).toBe(1);
    vi.advanceTimersByTime(250);
    expect(vi.getTimerCount()).toBe(0);
    watch.begin(connection().client);
    watch.stop();
    expect(vi.getTimerCount()).toBe(0);
  });
});
