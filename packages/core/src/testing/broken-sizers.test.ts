import { describe, expect, it } from 'vitest';
import type { Sizer } from '../ports/sizer.ts';
import { BROKEN_SIZERS, SOUND_SIZER, subjectOf } from './broken-sizers.fixture.ts';
import { sizerCases } from './suites/sizer.ts';

/** Which cases fail for such a sizer. */
async function failing(sizer: () => Sizer): Promise<string> {
  const failed: string[] = [];
  for (const { id, run } of sizerCases) await run(() => subjectOf(sizer)).catch(() => failed.push(id));
  return failed.join(' ');
}

describe('The suite of sizers', () => {
  it('lets a sound sizer pass', async () => {
    expect(await failing(SOUND_SIZER)).toBe('');
  });

  it('lets a sound sizer pass that takes its time', async () => {
    expect(await failing(() => ({ name: 'slow', size: async (request) => SOUND_SIZER().size(request) }))).toBe('');
  });

  it.each(Object.entries(BROKEN_SIZERS))('catches a sizer that %s', async (_fault, [caughtBy, sizer]) => {
    expect(await failing(sizer)).toBe(caughtBy);
  });

  it('catches sizers that are made alike and do not answer alike', async () => {
    let made = 0;
    const sizer = (): Sizer => (made++ === 0 ? SOUND_SIZER() : { name: 'careful', size: () => 1 });
    await expect(sizerCases.find(({ id }) => id === 'SZ-03')!.run(() => subjectOf(sizer))).rejects.toThrow('the sizer made anew');
  });

  it('has no case that others make needless', () => {
    const alone = new Set(Object.values(BROKEN_SIZERS).map(([caughtBy]) => caughtBy));
    expect(sizerCases.map(({ id }) => id).filter((id) => !alone.has(id))).toEqual([]);
  });

  it('fails, and says why, where a subject has no cap and does not say so', async () => {
    const { cap: _, ...bare } = subjectOf(SOUND_SIZER);
    await expect(sizerCases.find(({ needs }) => needs === 'cap')!.run(() => bare)).rejects.toThrow('no cap()');
  });

  it('has a case with an id of its own for everything', () => {
    const ids = sizerCases.map(({ id }) => id);
    expect(ids).toEqual(ids.map((_, i) => `SZ-${String(i + 1).padStart(2, '0')}`));
  });
});
