import { EXIT } from './exit-codes.ts';
import type { Interruption } from './interruption.ts';
import type { Program } from './program.ts';

/**
 * Makes sure that a process that ends before its run does not look as if the run were done: a strategy may call
 * `process.exit(0)`, or wait for what never comes.
 *
 * @returns the function to call when the run has ended
 */
export function guardExit({ sentences }: Pick<Program, 'sentences'>, interruption: Interruption): () => void {
  let stuck = false;
  // Comes only where nothing is left that could wake us.
  const onBeforeExit = (): void => {
    stuck = true;
  };
  const onExit = (given: number): void => {
    // After a first signal the second one may end the process, with a code of its own.
    if (interruption.signal.aborted) process.exitCode = given === 0 ? interruption.exitCode : given;
    else {
      process.exitCode = EXIT.notDone;
      process.stderr.write(`${stuck ? sentences.stuck : sentences.ended}\n`);
    }
  };
  process.on('beforeExit', onBeforeExit);
  process.on('exit', onExit);
  return () => {
    process.off('beforeExit', onBeforeExit);
    process.off('exit', onExit);
  };
}
