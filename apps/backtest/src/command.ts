import { answerTo, installModuleHooks, runProgram, type Interruption, type StandardOutput } from '@tradewright/cli-kit';
import { EXIT } from './exit-codes.ts';
import { parseOptions, type Options } from './options.ts';
import type { Outcome } from './outcome.ts';
import { PROGRAM } from './program.ts';
import { summaryJson } from './report/summary-json.ts';
import { summaryText } from './report/summary-text.ts';
import { run, type RunParts } from './run.ts';

export type Places = Pick<RunParts, 'exampleFile' | 'cutWorker'>;

/** The whole program: reads the command line, runs, prints. Never throws. @returns the exit code */
export function command(argv: readonly string[], places: Places): Promise<number> {
  return runProgram(PROGRAM, (interruption) => answerTo(argv, PROGRAM, parseOptions, (options, output) => answer(options, output, places, interruption)));
}

async function answer(options: Options, output: StandardOutput, places: Places, interruption: Interruption): Promise<number> {
  installModuleHooks(PROGRAM);
  const outcome = await run({ ...places, options, directory: process.cwd(), interruption, terminal: process.stderr });
  await output.print(options.json ? `${JSON.stringify(summaryJson(outcome))}\n` : summaryText(outcome));
  return exitCodeOf(outcome, interruption);
}

function exitCodeOf({ verdict, interruptedAtMs }: Outcome, interruption: Interruption): number {
  if (interruptedAtMs !== null || verdict?.complete === false) return interruption.exitCode;
  return verdict?.identical === false ? EXIT.lookAhead : EXIT.done;
}
