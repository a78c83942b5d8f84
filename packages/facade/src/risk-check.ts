import { isThenable, type Clock, type DurationMs, type RiskVerdict } from '@tradewright/core';
import { enter, enterToEnd } from './context.ts';
import type { EventMap, Events } from './events.ts';
import { HookContext } from './hook-context.ts';
import { copyOfArgs, payloadOf } from './risk-payload.ts';
import type { RunRecord } from './report/run-record.ts';
import { RiskTimeoutError } from './risk-timeout-error.ts';
import type { EventOrigin } from './run-scope.ts';
import { toError } from './to-error.ts';
import type { IRiskActivePosition, IRiskCallbacks, IRiskCheckArgs, IRiskSchema, IRiskValidation, IRiskValidationFn } from './types.ts';

export interface RiskCheckParts {
  readonly schema: IRiskSchema;
  readonly events: Events;
  readonly clock: Clock;
  /** A validation that has not answered after this time has refused. */
  readonly timeoutMs: DurationMs;
  /** Of the run whose signals are judged; none where a user asks by hand. */
  readonly record?: RunRecord;
}

/** One signal before its judges. */
export interface RiskCase {
  readonly args: IRiskCheckArgs;
  readonly positions: readonly IRiskActivePosition[];
  /** Whose signal it is; `null` when a user asks outside any run. */
  readonly origin: EventOrigin | null;
}

type Validation = IRiskValidation | IRiskValidationFn;
/** What a validation came to: nothing against it, what it threw, or nobody waits for its answer any more. */
type Outcome = Error | 'left' | null;

const LEFT: RiskVerdict = { allowed: false, reason: 'the run has ended' };

/** The validations of a risk profile, put one after another; the first that throws refuses, and everybody is told. */
export class RiskCheck {
  readonly #parts: RiskCheckParts;
  #closed = false;
  /** Ends the wait for a validation that is thinking. */
  #leave: (() => void) | undefined;

  constructor(parts: RiskCheckParts) {
    this.#parts = parts;
  }

  /** No promise as long as no validation makes one. One case at a time. */
  judge(one: RiskCase): RiskVerdict | Promise<RiskVerdict> {
    return this.#closed ? LEFT : this.#judgeFrom(0, [...(this.#parts.schema.validations ?? [])], one);
  }

  /** Nobody wants the verdict any more. */
  close(): void {
    this.#closed = true;
    this.#leave?.();
  }

  #judgeFrom(first: number, validations: readonly Validation[], one: RiskCase): RiskVerdict | Promise<RiskVerdict> {
    for (let i = first; i < validations.length; i++) {
      const validation = validations[i]!;
      const outcome = this.#put(validation, one);
      if (outcome instanceof Promise) return outcome.then((late) => (late === null ? this.#judgeFrom(i + 1, validations, one) : this.#refuse(late, validation, one)));
      if (outcome !== null) return this.#refuse(outcome, validation, one);
    }
    this.#callBack('onAllowed', one);
    return { allowed: true };
  }

  #put(validation: Validation, { args, positions, origin }: RiskCase): Outcome | Promise<Outcome> {
    const context = origin === null ? null : new HookContext(origin.scope, origin.atMs, null);
    const payload = payloadOf(args, positions);
    const call = (): unknown => (typeof validation === 'function' ? validation(payload) : validation.validate(payload));
    let outcome: Outcome = null;
    try {
      const answer = context === null ? call() : enter(context, call);
      if (isThenable(answer)) return this.#waitFor(answer, context, args);
    } catch (thrown) {
      outcome = toError(thrown);
    }
    if (context !== null) context.settled = true;
    return outcome;
  }

  #waitFor(answer: PromiseLike<unknown>, context: HookContext | null, { symbol }: IRiskCheckArgs): Promise<Outcome> {
    const { clock, timeoutMs, schema } = this.#parts;
    return new Promise((resolve) => {
      const end = (outcome: Outcome): void => {
        callOff();
        this.#leave = undefined;
        if (context !== null) context.settled = true;
        resolve(outcome);
      };
      const late = (): Error => new RiskTimeoutError(`Timeout for risk ${schema.riskName} symbol=${symbol}: no answer within ${timeoutMs / 1000} s.`);
      const callOff = clock.after(timeoutMs, () => end(late()));
      this.#leave = () => end('left');
      // Wrapped, for the `then` of somebody else's promise may throw.
      Promise.resolve(answer).then(() => end(null), (thrown: unknown) => end(toError(thrown)));
    });
  }

  #refuse(outcome: Error | 'left', validation: Validation, one: RiskCase): RiskVerdict {
    if (outcome === 'left') return LEFT;
    const { args, positions, origin } = one;
    const note = typeof validation === 'function' ? undefined : validation.note;
    this.#emit('validation', outcome, origin);
    const refusal = { ...copyOfArgs(args), activePositionCount: positions.length, comment: note || 'N/A', message: outcome.message };
    this.#parts.record?.refused(refusal);
    this.#emit('risk', refusal, origin);
    this.#callBack('onRejected', one);
    return { allowed: false, reason: outcome.message };
  }

  #callBack(name: keyof IRiskCallbacks, { args, origin }: RiskCase): void {
    const { callbacks } = this.#parts.schema;
    if (callbacks?.[name] === undefined) return;
    const context = origin === null ? null : new HookContext(origin.scope, origin.atMs, null);
    void enterToEnd(context, () => callbacks[name]?.(args.symbol, copyOfArgs(args)), (error) => this.#emit('error', toError(error), origin));
  }

  #emit<Name extends 'error' | 'risk' | 'validation'>(name: Name, event: EventMap[Name], origin: EventOrigin | null): void {
    const { events } = this.#parts;
    if (origin === null) events.subject(name).next(event);
    else events.emit(name, event, origin);
  }
}
