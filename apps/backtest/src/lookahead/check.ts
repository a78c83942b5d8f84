import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { Failure } from '@tradewright/cli-kit';
import type { TimestampMs } from '@tradewright/core';
import type { Period, RunRequest } from '../request.ts';
import type { CutAnswer, CutOrder } from './cut-run.ts';
import { isSame, type Decided, type Mark } from './decision-log.ts';

/** A cut whose run decided something else. */
export interface Difference {
  readonly cutMs: TimestampMs;
  readonly full: Decided;
  readonly cut: Decided;
}

export interface Verdict {
  /** How many cuts were compared. */
  readonly cuts: number;
  readonly identical: boolean;
  readonly differences: readonly Difference[];
  /** False where the strategy decides differently even on the same candles: then the cuts prove nothing. Null: not found out. */
  readonly repeatable: boolean | null;
  /** False where the user did not wait for the end. */
  readonly complete: boolean;
}

/** Where the user stopped the run before there was anything to check. */
export const NOT_CHECKED: Verdict = { cuts: 0, identical: true, differences: [], repeatable: null, complete: false };

export interface CheckParts {
  readonly request: RunRequest;
  readonly period: Period;
  readonly marks: readonly Mark[];
  /** The file of the worker, which lies elsewhere in a build. */
  readonly worker: URL;
  readonly cancel: AbortSignal;
  readonly onDone: (doneFrac: number) => void;
}

/** Each worker holds its own market. */
const MAX_WORKERS = 4;

/** Runs the strategy again for every mark with later candles taken away, and compares what was decided before. */
export async function checkLookahead({ request, period, marks, worker, cancel, onDone }: CheckParts): Promise<Verdict> {
  const waiting = marks.filter(({ decided }) => decided !== null);
  const differences: Difference[] = [];
  const queue = [...waiting];
  let done = 0;
  const work = async (): Promise<void> => {
    for (let mark = queue.shift(); mark !== undefined && !cancel.aborted; mark = queue.shift()) {
      const full = mark.decided!;
      const cut = await runInWorker(worker, { request, period, markMs: mark.atMs, cut: true }, cancel);
      if (cut === null) return;
      if (!isSame(full, cut)) differences.push({ cutMs: mark.atMs, full, cut });
      onDone(++done / waiting.length);
    }
  };
  await Promise.all(Array.from({ length: Math.min(MAX_WORKERS, availableParallelism()) }, work));
  differences.sort((a, b) => a.cutMs - b.cutMs);
  // The last one stands on the most decisions: dice would have to repeat them all.
  const last = differences.at(-1);
  const again = last === undefined || cancel.aborted ? null : await runInWorker(worker, { request, period, markMs: last.cutMs, cut: false }, cancel);
  return {
    cuts: done,
    identical: differences.length === 0,
    differences,
    repeatable: repeatable(done, last, again),
    complete: !cancel.aborted,
  };
}

/** Equal decisions in other runs are repeated ones. */
function repeatable(done: number, difference: Difference | undefined, again: Decided | null): boolean | null {
  if (difference === undefined) return done > 0 ? true : null;
  return again === null ? null : isSame(difference.full, again);
}

/** @returns null when the user does not want to wait */
function runInWorker(file: URL, order: CutOrder, cancel: AbortSignal): Promise<Decided | null> {
  return new Promise((resolve, reject) => {
    // What the strategy prints, it has printed in the full run already.
    const worker = new Worker(file, { workerData: order, stdout: true, stderr: true });
    worker.stdout.resume();
    worker.stderr.resume();
    const onAbort = (): void => settle(() => resolve(null));
    const settle = (act: () => void): void => {
      cancel.removeEventListener('abort', onAbort);
      void worker.terminate();
      act();
    };
    cancel.addEventListener('abort', onAbort);
    const fail = (why: string): void => settle(() => reject(new Failure(`The look-ahead check could not be done: ${why}`)));
    worker.once('message', (answer: CutAnswer) => ('decided' in answer ? settle(() => resolve(answer.decided)) : fail(answer.failed)));
    worker.once('error', (error) => fail(error instanceof Error ? error.message : String(error)));
    worker.once('exit', (code) => fail(`a run ended early with code ${code}.`));
  });
}
