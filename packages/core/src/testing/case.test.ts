import { describe, expect, it } from 'vitest';
import { runSuite, type SuiteCase, type SuiteSubject } from './case.ts';

const CASES: readonly SuiteCase<string>[] = [
  { id: 'A-01', title: 'is there', run: async () => {} },
  { id: 'A-02', title: 'flies', needs: 'wings', run: async () => Promise.reject(new Error('fell down')) },
  { id: 'A-03', title: 'flies far', needs: 'wings', run: async () => Promise.reject(new Error('fell down')) },
];

/** Each test of the suite, with the message it failed with, if it did. */
async function resultsOf(subject: Omit<SuiteSubject<string>, 'name' | 'fresh'>): Promise<Record<string, string>> {
  const tests: [string, () => Promise<void>][] = [];
  runSuite(CASES, { describe: (_name, body) => body(), it: (name, body) => void tests.push([name, body]) }, { name: 'A bird', fresh: () => 'a bird', ...subject });
  const results: Record<string, string> = {};
  for (const [name, body] of tests) results[name] = await body().then(() => 'passed', (error: Error) => error.message);
  return results;
}

describe('runSuite', () => {
  it('runs every case, also those with a need', async () => {
    expect(await resultsOf({})).toEqual({ 'A-01 is there': 'passed', 'A-02 flies': 'fell down', 'A-03 flies far': 'fell down' });
  });

  it('skips the cases with a need that the subject lacks, and shows why', async () => {
    expect(await resultsOf({ lacks: { wings: 'it is a kiwi' } })).toEqual({
      'A-01 is there': 'passed',
      'A-02 flies (does not apply: it is a kiwi)': 'passed',
      'A-03 flies far (does not apply: it is a kiwi)': 'passed',
    });
  });

  it('skips a single case, and shows why', async () => {
    expect(await resultsOf({ skip: { 'A-03': 'it is a hen' } })).toMatchObject({ 'A-02 flies': 'fell down', 'A-03 flies far (does not apply: it is a hen)': 'passed' });
  });

  it.each([
    ['skips a case', { skip: { 'A-99': 'who knows' } }, 'A bird skips cases that do not exist: A-99'],
    ['lacks a need', { lacks: { gills: 'who knows' } }, 'A bird lacks what no case needs: gills'],
  ])('refuses a subject that %s nobody knows', async (_what, subject, message) => {
    await expect(resultsOf(subject)).rejects.toThrow(message);
  });
});
