import { answerTo, runProgram, type Interruption, type StandardOutput } from '@tradewright/cli-kit';
import { EXIT } from './exit-codes.ts';
import { groundOf } from './ground.ts';
import { HaltAnswer } from './halt/answer.ts';
import { isHaltCommand, parseHaltOptions, type HaltOptions, type HaltTask } from './halt/options.ts';
import { Life, type Ended } from './life.ts';
import { parseOptions, type Options } from './options.ts';
import { HALT_PROGRAM, PROGRAM } from './program.ts';

/** A store that hangs has nothing to lose: what was not confirmed is decided anew. */
const CLOSE_MS = 250;

/** The whole program: reads the command line, trades, tells. Never throws. @returns the exit code */
export function command(argv: readonly string[]): Promise<number> {
  const [word, ...rest] = argv;
  if (isHaltCommand(word)) return haltCommand(word, rest);
  let life: Life | null = null;
  // Before there is a life, a strategy's error means that it cannot be loaded.
  return runProgram({ ...PROGRAM, bear: (error) => life?.bear(error) === true }, (interruption) => answerTo(argv, PROGRAM, parseOptions, (options, output) => answer(options, output, interruption, (begun) => (life = begun))));
}

function haltCommand(kind: HaltTask['kind'], argv: readonly string[]): Promise<number> {
  const give = (options: HaltOptions, output: StandardOutput): Promise<number> => new HaltAnswer(options, output, { env: process.env, directory: process.cwd() }).give();
  return runProgram(HALT_PROGRAM, (interruption) => interruption.orStop(answerTo(argv, HALT_PROGRAM, (words) => parseHaltOptions(kind, words), give)));
}

async function answer(options: Options, output: StandardOutput, interruption: Interruption, begun: (life: Life) => void): Promise<number> {
  const directory = process.cwd();
  const ground = await groundOf({ options, directory, interruption, env: process.env });
  try {
    const life = await Life.begin({ options, directory, output, interruption, terminal: process.stderr, ground });
    begun(life);
    return exitCodeOf(await life.live(), interruption);
  } finally {
    await interruption.orGiveUp(() => ground.halts.end().catch(() => undefined).then(() => ground.opened.store.close()).catch(() => undefined), CLOSE_MS);
  }
}

/** @throws what a run ended with, so that it is told */
function exitCodeOf({ reason, failure, lost }: Ended, interruption: Interruption): number {
  if (reason === 'interrupted') return interruption.exitCode;
  if (failure !== null) throw failure;
  return lost === null ? EXIT.done : EXIT.notDone;
}
