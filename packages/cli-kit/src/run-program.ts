import { guardExit } from './exit-guard.ts';
import { endingOf } from './failure.ts';
import { Interruption } from './interruption.ts';
import type { Program } from './program.ts';
import { strayError } from './stray-error.ts';

/**
 * A whole program: a user's mistake is one sentence on standard error, a defect shows where it happened, and the first
 * signal asks it to stop. Never throws.
 *
 * @param answer - does the work, hears the signal, prints
 * @returns the exit code
 */
export async function runProgram(program: Program, answer: (interruption: Interruption) => Promise<number>): Promise<number> {
  const interruption = new Interruption(program);
  const ended = guardExit(program, interruption);
  // Where standard error is lost there is nobody left to tell.
  process.stderr.on('error', () => undefined);
  try {
    return await Promise.race([answer(interruption), strayError(program)]);
  } catch (error) {
    const { text, exitCode } = endingOf(error, program);
    await new Promise<void>((resolve) => process.stderr.write(`${text}\n`, () => resolve()));
    return exitCode;
  } finally {
    interruption.release();
    ended();
  }
}
