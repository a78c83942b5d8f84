import { InputError } from '@tradewright/core';
import { contextsNow } from './context.ts';
import { iterateWithin, runWithin } from './context-scope.ts';
import { textOf } from './text-of.ts';
import type { IExecutionContext } from './types.ts';

const NAME = 'ExecutionContextService';

/**
 * The market and the instant that context functions answer for. The engine enters it around every hook; `runInContext`
 * does in tests of one's own. Inside a hook of a run, that run's own context stays in force: its instant cannot be moved.
 */
export class ExecutionContextService {
  /** Whether a symbol and an instant are known here. */
  static hasContext(): boolean {
    return contextsNow()?.execution != null;
  }

  /** A copy of what is in force. @throws {InputError} `context/missing` */
  static get context(): IExecutionContext {
    const execution = contextsNow()?.execution;
    if (execution == null) throw new InputError('context/missing', `${NAME}.context: there is none here. Read it inside a hook or ${NAME}.runInContext.`);
    return { ...execution, when: new Date(execution.when) };
  }

  /** @throws {InputError} `context/shape` */
  static runInContext<T>(call: () => T, context: IExecutionContext): T {
    return runWithin({ execution: checked(context) }, call, `${NAME}.runInContext`);
  }

  /** @throws {InputError} `context/shape` */
  static runAsyncIterator<T, R = unknown, N = undefined>(iterator: AsyncIterator<T, R, N>, context: IExecutionContext): AsyncGenerator<T, R, N> {
    return iterateWithin({ execution: checked(context) }, iterator, `${NAME}.runAsyncIterator`);
  }

  /** For code that is handed an instance. @throws {InputError} `context/missing` */
  get context(): IExecutionContext {
    return ExecutionContextService.context;
  }
}

/** A copy: what is changed outside later must not move the instant. */
function checked(given: IExecutionContext): IExecutionContext {
  if (typeof given !== 'object' || given === null) throw new InputError('context/shape', `${NAME} needs { symbol, when, backtest }, got ${textOf(given)}.`);
  const { symbol, when, backtest } = given;
  const failures: string[] = [];
  if (typeof symbol !== 'string' || symbol === '') failures.push('symbol must be a non-empty string');
  if (!(when instanceof Date) || Number.isNaN(when.getTime())) failures.push('when must be a valid Date');
  if (typeof backtest !== 'boolean') failures.push('backtest must be true or false');
  if (failures.length > 0) throw new InputError('context/shape', `${NAME} needs { symbol, when, backtest }: ${failures.join('; ')}.`);
  return { symbol, when: new Date(when), backtest };
}
