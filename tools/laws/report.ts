import type { LawResult } from './tally.ts';

export type Results = ReadonlyMap<string, LawResult>;

const counted = (n: number): string => n.toLocaleString('en-US');

/** `law → {runs, failures, seed}`, failing seeds beneath. */
export function textOf(results: Results): string {
  const width = Math.max(...[...results.keys()].map((name) => name.length));
  return [...results].flatMap(([name, { runs, failures, seed, failing }]) => [
    `${name.padEnd(width)} → {runs: ${runs}, failures: ${failures}, seed: ${seed}}`,
    ...failing.map(({ seed: failed, difference }) => `  seed ${failed}: ${difference}`),
  ]).join('\n');
}

export function jsonOf(results: Results): string {
  return JSON.stringify(Object.fromEntries(results));
}

/** How far the law has come that is being run. */
export function progressOf(results: Results, wanted: ReadonlyMap<string, number>): string {
  const failures = [...results.values()].reduce((sum, one) => sum + one.failures, 0);
  const current = [...results].find(([name, { runs }]) => runs < (wanted.get(name) ?? 0)) ?? [...results].at(-1);
  if (current === undefined) return '';
  const [name, { runs }] = current;
  return `${name}: ${counted(runs)} of ${counted(wanted.get(name) ?? runs)} runs, ${counted(failures)} ${failures === 1 ? 'failure' : 'failures'} so far`;
}
