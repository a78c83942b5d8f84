import { describe, expect, it } from 'vitest';
import { PositionBook } from './position-book.ts';

describe('a book of positions', () => {
  it('makes no promise for work that makes none', () => {
    const book = new PositionBook();
    expect([book.exclusively(() => 1), book.exclusively(() => 2)]).toEqual([1, 2]);
  });

  it('lets one work after another have it, in the order they came', async () => {
    const book = new PositionBook();
    const steps: string[] = [];
    const work = (name: string, turns: number) => async (): Promise<void> => {
      steps.push(`${name} begins`);
      for (let i = 0; i < turns; i++) await Promise.resolve();
      steps.push(`${name} ends`);
    };
    await Promise.all([work('a', 9), work('b', 1), async () => void steps.push('c'), work('d', 0)].map(async (one) => book.exclusively(one)));
    expect(steps).toEqual(['a begins', 'a ends', 'b begins', 'b ends', 'c', 'd begins', 'd ends']);
  });

  it('lets nobody overtake those who wait', async () => {
    const book = new PositionBook();
    const steps: string[] = [];
    const work = Promise.resolve();
    void book.exclusively(() => work);
    const waited = book.exclusively(() => steps.push('waited'));
    // This comes right after the work has let go of the book, before those who wait have woken up.
    const between = work.then(() => book.exclusively(() => steps.push('came in between')));
    await Promise.all([Promise.resolve(waited), between]);
    expect(steps).toEqual(['waited', 'came in between']);
  });

  it('is free again after work that throws or rejects', async () => {
    const book = new PositionBook();
    expect(() => book.exclusively(() => { throw new Error('boom'); })).toThrow('boom');
    const rejected = book.exclusively(() => Promise.reject(new Error('later')));
    const next = book.exclusively(() => 'mine');
    await expect(rejected).rejects.toThrow('later');
    expect([await next, book.exclusively(() => 'at once')]).toEqual(['mine', 'at once']);
  });
});
