import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';

/** What was asked for on the command line. */
export interface Asked {
  readonly laws: readonly string[];
  /** Runs of each law; absent: 10,000 times the law's share. */
  readonly runs: number | undefined;
  /** The first seed. */
  readonly seed: number;
  readonly jobs: number;
  readonly json: boolean;
}

/** Somebody has mistyped: told in one line, exit code 2. */
export class ArgumentFault extends Error {}

/** Seeds are taken as 32-bit numbers: beyond that the same ones would come again. */
const MAX_SEED = 2 ** 31;
/** Runs of a law whose share is 1, when nobody says how many. */
export const DEFAULT_RUNS = 10_000;
const MAX_JOBS = 256;

/** @throws {ArgumentFault} for anything that cannot be understood */
export function parseArguments(args: readonly string[], known: readonly string[]): Asked {
  const { values, positionals } = parsed(args);
  const unknown = positionals.filter((name) => !known.includes(name));
  if (unknown.length > 0) throw new ArgumentFault(`There is no law ${unknown.join(', ')}; the laws are ${known.join(', ')}.`);
  const runs = values.runs === undefined ? undefined : whole('--runs', values.runs, 1, MAX_SEED);
  const seed = values.seed === undefined ? 1 : whole('--seed', values.seed, 0, MAX_SEED);
  const jobs = values.jobs === undefined ? availableParallelism() : whole('--jobs', values.jobs, 1, MAX_JOBS);
  const most = runs ?? DEFAULT_RUNS;
  if (seed + most > MAX_SEED) throw new ArgumentFault(`--seed ${seed} and ${most} runs go beyond the last seed, ${MAX_SEED}.`);
  return { laws: positionals.length > 0 ? [...new Set(positionals)] : known, runs, seed, jobs, json: values.json === true };
}

interface Parsed {
  readonly values: { readonly runs?: string | undefined; readonly seed?: string | undefined; readonly jobs?: string | undefined; readonly json?: boolean | undefined };
  readonly positionals: readonly string[];
}

function parsed(args: readonly string[]): Parsed {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { runs: { type: 'string' }, seed: { type: 'string' }, jobs: { type: 'string' }, json: { type: 'boolean' } },
    });
  } catch (error) {
    throw new ArgumentFault(`${error instanceof Error ? error.message : String(error)} Usage: pnpm laws [--runs N] [--seed S] [--jobs J] [--json] [law…]`);
  }
}

function whole(name: string, text: string, least: number, most: number): number {
  const value = /^\d+$/.test(text) ? Number(text) : NaN;
  if (!(value >= least && value <= most)) throw new ArgumentFault(`${name} takes a whole number from ${least} to ${most}, not ${JSON.stringify(text)}.`);
  return value;
}
