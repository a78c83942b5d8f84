import { Command, CommanderError, InvalidArgumentError } from 'commander';
import { FaultPlan } from '../faults/fault-plan.ts';
import { planOf } from './presets.ts';

/** What the command line asks for. */
export interface Arguments {
  readonly candles: readonly string[];
  readonly symbol?: string;
  readonly port: number;
  readonly faults: FaultPlan;
  readonly pageLimit?: number;
  readonly live: boolean;
  readonly speed: number;
  readonly json: boolean;
}

/** What is printed instead of running, and whether that is a failure. */
export interface Printed {
  readonly print: string;
  readonly failed: boolean;
}

/** Reads the command line. */
export function parseArguments(argv: readonly string[]): Arguments | Printed {
  let print = '';
  const write = (text: string): void => {
    print += text;
  };
  const command = commandLine().exitOverride().configureOutput({ writeOut: write, writeErr: write });
  try {
    command.parse([...argv], { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return { print: print.trimEnd(), failed: error.exitCode !== 0 };
  }
  const asked = command.opts<Arguments & { readonly speed?: number }>();
  if (asked.speed !== undefined && !asked.live) return { print: '--speed goes with --live only: without it the clock is the real one.', failed: true };
  return { ...asked, faults: asked.faults ?? new FaultPlan(), speed: asked.speed ?? 1 };
}

function commandLine(): Command {
  return new Command('pnpm fake-exchange')
    .description("An exchange on loopback that speaks Binance's public protocol, for ccxt and our apps.")
    .requiredOption('--candles <glob>', 'CSV files of one-minute candles, plain or gzip; can be repeated', (glob: string, before: string[] | undefined) => [...(before ?? []), glob])
    .option('--symbol <symbol>', 'whose candles these are; default: what stands before the first "-" of each file name')
    .option('--port <port>', 'where to listen; 0 takes one that is free', whole(0, 65_535), 0)
    .option('--faults <faults>', 'what goes wrong: quiet flaky storm slow down banned lying cut-off silent, or JSON (see README.md)', faults)
    .option('--page-limit <count>', 'most candles of an answer', whole(1, 1500))
    .option('--live', 'shift the candles so that they go on now: two thirds are history, the rest comes', false)
    .option('--speed <factor>', "with --live: how much faster the exchange's clock runs; default 1", speed)
    .option('--json', 'print JSON', false);
}

function whole(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!/^\d+$/.test(text) || value < least || value > most) throw new InvalidArgumentError(`It is a whole number from ${least} to ${most}.`);
    return value;
  };
}

function speed(text: string): number {
  const value = Number(text);
  if (!(value > 0 && value <= 100_000)) throw new InvalidArgumentError('It is a number above 0, at most 100000.');
  return value;
}

function faults(text: string): FaultPlan {
  try {
    return planOf(text);
  } catch (error) {
    throw new InvalidArgumentError(error instanceof Error ? error.message : String(error));
  }
}
