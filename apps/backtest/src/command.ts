import { installModuleHooks, runProgram, StandardOutput, versionAt, type Interruption } from '@tradewright/cli-kit';
import { EXIT } from './exit-codes.ts';
import { parseOptions } from './options.ts';
import type { Outcome } from './outcome.ts';
import { PROGRAM } from './program.ts';
import { summaryJson } from './report/summary-json.ts';
import { summaryText } from './report/summary-text.ts';
import { run, type RunParts } from './run.ts';

export type Places = Pick<RunParts, 'exampleFile' | 'cutWorker'>;

/** The whole program: reads the command line, runs, prints. Never throws. @returns the exit code */
export function command(argv: readonly string[], places: Places): Promise<number> {
  return runProgram(PROGRAM, (interruption) => answer(argv, places, interruption));
}

async function answer(argv: readonly string[], places: Places, interruption: Interruption): Promise<number> {
  const output = new StandardOutput();
  const parsed = parseOptions(argv, versionAt(PROGRAM.manifest));
  if ('print' in parsed) {
    await output.print(parsed.print);
    return EXIT.done;
  }
  const { options } = parsed;
  if (options.json) output.reserve();
  installModuleHooks(PROGRAM);
  const outcome = await run({ ...places, options, directory: process.cwd(), interruption, terminal: process.stderr });
  await output.print(options.json ? `${JSON.stringify(summaryJson(outcome))}\n` : summaryText(outcome));
  return exitCodeOf(outcome, interruption);
}

function exitCodeOf({ verdict, interruptedAtMs }: Outcome, interruption: Interruption): number {
  if (interruptedAtMs !== null || verdict?.complete === false) return interruption.exitCode;
  return verdict?.identical === false ? EXIT.lookAhead : EXIT.done;
}
