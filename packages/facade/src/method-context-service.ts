import { InputError } from '@tradewright/core';
import { contextsNow } from './context.ts';
import { iterateWithin, runWithin } from './context-scope.ts';
import { textOf } from './text-of.ts';
import type { IMethodContext } from './types.ts';

const NAME = 'MethodContextService';

/**
 * The names that context functions answer for. The engine enters it around every hook; `runInContext` does in tests of
 * one's own. Inside a hook of a run, that run's own context stays in force.
 */
export class MethodContextService {
  /** Whether strategy, exchange and frame are known here. */
  static hasContext(): boolean {
    return contextsNow()?.method != null;
  }

  /** A copy of what is in force. @throws {InputError} `context/missing` */
  static get context(): IMethodContext {
    const method = contextsNow()?.method;
    if (method == null) throw new InputError('context/missing', `${NAME}.context: there is none here. Read it inside a hook or ${NAME}.runInContext.`);
    return { ...method };
  }

  /** @throws {InputError} `context/shape` */
  static runInContext<T>(call: () => T, context: IMethodContext): T {
    return runWithin({ method: checked(context) }, call, `${NAME}.runInContext`);
  }

  /** @throws {InputError} `context/shape` */
  static runAsyncIterator<T, R = unknown, N = undefined>(iterator: AsyncIterator<T, R, N>, context: IMethodContext): AsyncGenerator<T, R, N> {
    return iterateWithin({ method: checked(context) }, iterator, `${NAME}.runAsyncIterator`);
  }

  /** For code that is handed an instance. @throws {InputError} `context/missing` */
  get context(): IMethodContext {
    return MethodContextService.context;
  }
}

/** A copy: what is changed outside later must not change whose it is. */
function checked(given: IMethodContext): IMethodContext {
  if (typeof given !== 'object' || given === null) throw new InputError('context/shape', `${NAME} needs { strategyName, exchangeName, frameName }, got ${textOf(given)}.`);
  const { strategyName, exchangeName, frameName } = given;
  const failures: string[] = [];
  for (const [field, name] of Object.entries({ strategyName, exchangeName })) {
    if (typeof name !== 'string' || name === '') failures.push(`${field} must be a non-empty string`);
  }
  // Live trading has no frame, which the seeds write as an empty name.
  if (typeof frameName !== 'string') failures.push('frameName must be a string');
  if (failures.length > 0) throw new InputError('context/shape', `${NAME} needs { strategyName, exchangeName, frameName }: ${failures.join('; ')}.`);
  return { strategyName, exchangeName, frameName };
}
