import { parseArgs } from 'node:util';

export const STORES = ['fs', 'postgres'] as const;
export type StoreKind = (typeof STORES)[number];

/** What was asked for on the command line. */
export interface Asked {
  readonly store: StoreKind;
  /** How often the app is killed. */
  readonly cycles: number;
  readonly seed: number;
  readonly json: boolean;
  /** Where the tally is kept, so that a long run can be stopped and gone on with. */
  readonly resume: string | undefined;
}

/** Somebody has mistyped: told in one line, exit code 2. */
export class ArgumentFault extends Error {}

const USAGE = 'Usage: pnpm crash --store fs|postgres --cycles N [--seed S] [--resume FILE] [--json]';

/** @throws {ArgumentFault} for anything that cannot be understood */
export function parseArguments(args: readonly string[]): Asked {
  const { store = 'fs', cycles = '25', seed = '1', json = false, resume } = parsed(args);
  const kind = STORES.find((one) => one === store);
  if (kind === undefined) throw new ArgumentFault(`--store takes ${STORES.join(', ')}, not ${JSON.stringify(store)}. ${USAGE}`);
  return { store: kind, cycles: whole('--cycles', cycles, 1), seed: whole('--seed', seed, 0), json, resume };
}

function parsed(args: readonly string[]): { store?: string | undefined; cycles?: string | undefined; seed?: string | undefined; json?: boolean | undefined; resume?: string | undefined } {
  try {
    return parseArgs({ args: [...args], options: { store: { type: 'string' }, cycles: { type: 'string' }, seed: { type: 'string' }, resume: { type: 'string' }, json: { type: 'boolean' } } }).values;
  } catch (error) {
    throw new ArgumentFault(`${error instanceof Error ? error.message : String(error)} ${USAGE}`);
  }
}

function whole(name: string, text: string, least: number): number {
  const value = /^\d{1,9}$/.test(text) ? Number(text) : NaN;
  if (!(value >= least)) throw new ArgumentFault(`${name} takes a whole number from ${least} on, not ${JSON.stringify(text)}. ${USAGE}`);
  return value;
}
