import { describe, expect, it } from 'vitest';
import { lineOf, oneFailure, sum } from './tally.ts';
import { readTally, tallyOf } from './vitest-result.ts';

const clean = { success: true, numPassedTests: 5, numFailedTests: 0, numPendingTests: 1, numTodoTests: 1, testResults: [] };
const fine = { status: 'passed', assertionResults: [{}] };

describe('counting tests', () => {
  it.each([
    ['a clean run', clean, '5 passed, 0 failed, 2 skipped'],
    ['failed tests', { ...clean, success: false, numFailedTests: 2, testResults: [{ status: 'failed', assertionResults: [{}] }] }, '5 passed, 2 failed, 2 skipped'],
    ['a file that does not load', { ...clean, success: false, testResults: [fine, { status: 'failed', assertionResults: [] }] }, '5 passed, 1 failed, 2 skipped'],
    ['an unhandled error beside passing tests', { ...clean, success: false, testResults: [fine] }, '5 passed, 1 failed, 2 skipped'],
  ])('%s', (_what, report, line) => {
    expect(lineOf(tallyOf(report))).toBe(line);
  });

  it('counts a project without a report as one failure', () => {
    expect(readTally('/nowhere/test.json')).toEqual(oneFailure);
  });

  it('adds up', () => {
    expect(lineOf(sum([tallyOf(clean), oneFailure, tallyOf(clean)]))).toBe('10 passed, 1 failed, 4 skipped');
  });
});
