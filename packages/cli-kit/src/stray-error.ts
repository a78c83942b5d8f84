import { EXIT } from './exit-codes.ts';
import { Failure, messageOf } from './failure.ts';
import { isOurs } from './our-code.ts';
import type { Program } from './program.ts';

/** An error nobody waits for: most likely a promise that the strategy has let go of. */
export function strayError({ manifest, bear }: Pick<Program, 'manifest' | 'bear'>): Promise<never> {
  return new Promise((_, reject) => {
    const hear = (error: unknown): void => {
      if (isOurs(error, manifest)) return reject(error as Error);
      const failure = new Failure(`Something failed that nobody waits for, most likely a promise in the strategy: ${messageOf(error)}`, EXIT.notDone, { cause: error });
      if (bear?.(failure) !== true) reject(failure);
    };
    // For good: where one comes, more do, and an unheard one would end the process with a stack trace.
    process.on('uncaughtException', hear);
    process.on('unhandledRejection', hear);
  });
}
