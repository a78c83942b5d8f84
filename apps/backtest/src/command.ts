import { EXIT, type ExitCode } from './exit-codes.ts';
import { guardExit } from './exit-guard.ts';
import { endingOf } from './failure.ts';
import { Interruption } from './interruption.ts';
import { parseOptions } from './options.ts';
import type { Outcome } from './outcome.ts';
import { summaryJson } from './report/summary-json.ts';
import { summaryText } from './report/summary-text.ts';
import { run, type RunParts } from './run.ts';
import { StandardOutput } from './standard-output.ts';
import { strayError } from './stray-error.ts';
import { versions } from './versions.ts';

export type Places = Pick<RunParts, 'exampleFile' | 'cutWorker'>;

/** The whole program: reads the command line, runs, prints. Never throws. @returns the exit code */
export async function command(argv: readonly string[], places: Places): Promise<ExitCode> {
  const interruption = new Interruption();
  const ended = guardExit(interruption);
  // Where standard error is lost there is nobody left to tell.
  process.stderr.on('error', () => undefined);
  try {
    return await Promise.race([answer(argv, places, interruption), strayError()]);
  } catch (error) {
    const { text, exitCode } = endingOf(error);
    await new Promise<void>((resolve) => process.stderr.write(`${text}\n`, () => resolve()));
    return exitCode;
  } finally {
    interruption.release();
    ended();
  }
}

async function answer(argv: readonly string[], places: Places, interruption: Interruption): Promise<ExitCode> {
  const output = new StandardOutput();
  const parsed = parseOptions(argv, versions()['tradewright-backtest']);
  if ('print' in parsed) {
    await output.print(parsed.print);
    return EXIT.done;
  }
  const { options } = parsed;
  if (options.json) output.reserve();
  const outcome = await run({ ...places, options, directory: process.cwd(), interruption, terminal: process.stderr });
  await output.print(options.json ? `${JSON.stringify(summaryJson(outcome))}\n` : summaryText(outcome));
  return exitCodeOf(outcome, interruption);
}

function exitCodeOf({ verdict, interruptedAtMs }: Outcome, interruption: Interruption): ExitCode {
  if (interruptedAtMs !== null || verdict?.complete === false) return interruption.exitCode;
  return verdict?.identical === false ? EXIT.lookAhead : EXIT.done;
}
