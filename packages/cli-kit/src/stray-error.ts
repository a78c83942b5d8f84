import { CandleError, InputError, SourceError } from '@tradewright/core';
import { EXIT } from './exit-codes.ts';
import { Failure, messageOf } from './failure.ts';
import { isOurs } from './our-code.ts';
import type { Program } from './program.ts';

/** An error nobody waits for: most likely a promise that the strategy has let go of. */
export function strayError({ manifest, bear }: Pick<Program, 'manifest' | 'bear'>): Promise<never> {
  return new Promise((_, reject) => {
    const hear = (error: unknown): void => {
      if (isOurs(error, manifest) && !isAnswer(error)) return reject(error as Error);
      const failure = new Failure(`Something failed that nobody waits for, most likely a promise in the strategy: ${messageOf(error)}`, EXIT.notDone, { cause: error });
      if (bear?.(failure) !== true) reject(failure);
    };
    // For good: where one comes, more do, and an unheard one would end the process with a stack trace.
    process.on('uncaughtException', hear);
    process.on('unhandledRejection', hear);
  });
}

/** What our functions tell those who call them: where it is not waited for, that is the strategy's doing, wherever it was made. */
function isAnswer(error: unknown): boolean {
  return error instanceof InputError || error instanceof SourceError || error instanceof CandleError;
}
