import type { BenchResult } from './result.ts';

const shown = (figure: number): string => (figure >= 100 ? figure.toFixed(0) : figure.toPrecision(3));

/** The results as a markdown table. */
export function table(results: ReadonlyMap<string, BenchResult>): string {
  const rows = [...results].map(([name, { value, yardstick, unit, ratio, target, holds, note }]) => `| ${name} | ${shown(value)} ${unit} | ${shown(yardstick)} ${unit} | ${shown(ratio)} | ≤ ${target} | ${holds ? 'yes' : 'NO'} | ${note} |`);
  return ['| bench | ours | yardstick | ratio | must be | holds | |', '|---|---|---|---|---|---|---|', ...rows].join('\n');
}
