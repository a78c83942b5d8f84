// `pnpm laws --runs N [--seed S] [--jobs J] [--json] [law…]`: each law over N seeds, on all cores. 1: a law does not hold; 2: mistyped; 130: stopped.
import { ArgumentFault, DEFAULT_RUNS, parseArguments, type Asked } from './arguments.ts';
import { Jobs } from './jobs.ts';
import { Progress } from './progress.ts';
import type { Registry } from './registry.ts';
import { jsonOf, progressOf, textOf } from './report.ts';
import { slicesOf } from './slices.ts';
import { add, noResult, type LawResult } from './tally.ts';

/** The tests bring laws of their own. */
const registry = new URL(process.env['LAWS_REGISTRY'] ?? 'registry.ts', import.meta.url);
const { LAWS } = (await import(registry.href)) as { LAWS: Registry };

function asked(): Asked | null {
  try {
    return parseArguments(process.argv.slice(2), Object.keys(LAWS));
  } catch (error) {
    if (!(error instanceof ArgumentFault)) throw error;
    console.error(error.message);
    return null;
  }
}

async function runLaws({ laws, runs, seed, jobs, json }: Asked): Promise<number> {
  const wanted = laws.map((law) => ({ law, runs: runs ?? Math.ceil(DEFAULT_RUNS * LAWS[law]!.share) }));
  const results = new Map<string, LawResult>(laws.map((law) => [law, noResult(seed)]));
  const threads = new Jobs(registry);
  const progress = json ? undefined : new Progress(() => progressOf(results, new Map(wanted.map((one) => [one.law, one.runs]))));
  let stoppedBy: number | undefined;
  const stop = (code: number): void => {
    stoppedBy ??= code;
    void threads.stop();
  };
  process.once('SIGINT', () => stop(130)).once('SIGTERM', () => stop(143));
  try {
    await threads.run(slicesOf(wanted, seed, jobs), jobs, ({ law }, result) => {
      if (stoppedBy === undefined) add(results.get(law)!, result);
    });
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    return 1;
  } finally {
    progress?.end();
  }
  console.log(json ? jsonOf(results) : textOf(results));
  if (stoppedBy === undefined) return [...results.values()].some(({ failures }) => failures > 0) ? 1 : 0;
  const done = [...results.values()].reduce((sum, one) => sum + one.runs, 0);
  console.error(`Stopped after ${done} of ${wanted.reduce((sum, one) => sum + one.runs, 0)} runs; those are told above.`);
  return stoppedBy;
}

const what = asked();
process.exitCode = what === null ? 2 : await runLaws(what);
