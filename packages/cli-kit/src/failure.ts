import { EngineError, InvariantError, SourceError, StoreError } from '@tradewright/core';
import { EXIT } from './exit-codes.ts';
import type { Program } from './program.ts';

/** A failure that is told in one sentence: the user can do something about it. */
export class Failure extends Error {
  readonly exitCode: number;

  constructor(message: string, exitCode: number = EXIT.notDone, options?: ErrorOptions) {
    super(message, options);
    this.name = 'Failure';
    this.exitCode = exitCode;
  }
}

export function usageFailure(message: string): Failure {
  return new Failure(message, EXIT.usage);
}

/** The same failure with a sentence more: what is kept, and how to go on. A defect stays what it is. */
export function withNote(error: unknown, note: string): unknown {
  if (error instanceof StoreError) return new StoreError(error.code, together(error, note), { cause: error, retryable: error.retryable });
  if (error instanceof SourceError) return new SourceError(error.code, together(error, note), { cause: error, retryable: error.retryable });
  return error instanceof Failure ? new Failure(together(error, note), error.exitCode, { cause: error }) : error;
}

/** What libraries and systems say seldom ends as a sentence does. */
function together({ message }: Error, note: string): string {
  const sentence = message.trimEnd();
  return `${sentence}${/[.!?…]["')\]]?$/.test(sentence) ? '' : '.'} ${note}`;
}

/** What is told on standard error, and how the process ends. */
export interface Ending {
  readonly text: string;
  readonly exitCode: number;
}

/** A user's mistake is one sentence; whatever nobody foresaw is our defect and shows where it happened. */
export function endingOf(error: unknown, { name, exitCodeOf }: Pick<Program, 'name' | 'exitCodeOf'>): Ending {
  if (error instanceof Failure) return { text: oneLine(error.message), exitCode: error.exitCode };
  if (error instanceof EngineError && !(error instanceof InvariantError)) {
    return { text: oneLine(error.message), exitCode: exitCodeOf?.(error) ?? (error.code.startsWith('config/') ? EXIT.usage : EXIT.notDone) };
  }
  const trace = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { text: `This is a defect of ${name}. Please report it in Tradewright's issue tracker with these lines:\n${trace}`, exitCode: EXIT.defect };
}

/** The message of whatever was thrown. */
export function messageOf(error: unknown): string {
  try {
    return oneLine(error instanceof Error ? error.message : String(error));
  } catch {
    return 'something that cannot be written';
  }
}

export function oneLine(text: string): string {
  return text.replace(/\s*[\r\n]+\s*/g, ' ').trim();
}
