import { existsSync, readFileSync } from 'node:fs';
import { oneFailure, type Tally } from './tally.ts';

/** The parts of vitest's JSON report that are read here. */
interface Report {
  readonly success: boolean;
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numTodoTests: number;
  readonly testResults: readonly { readonly status: string; readonly assertionResults: readonly unknown[] }[];
}

/** A file that does not even load has no tests to fail. */
function brokenFiles(report: Report): number {
  return report.testResults.filter((file) => file.status === 'failed' && file.assertionResults.length === 0).length;
}

export function tallyOf(report: Report): Tally {
  const failed = report.numFailedTests + brokenFiles(report);
  return {
    passed: report.numPassedTests,
    // An unhandled error fails a run whose tests all pass.
    failed: report.success || failed > 0 ? failed : 1,
    skipped: report.numPendingTests + report.numTodoTests,
  };
}

/** Counts of one project; a project that left no report did not run. */
export function readTally(file: string): Tally {
  return existsSync(file) ? tallyOf(JSON.parse(readFileSync(file, 'utf8')) as Report) : oneFailure;
}
