import { isThenable, type Clock, type DurationMs, type RiskRequest, type RiskRule, type RiskVerdict } from '@tradewright/core';
import { enter, enterToEnd } from './context.ts';
import type { EventMap, Events } from './events.ts';
import { HookContext } from './hook-context.ts';
import { copyOfArgs, payloadOf } from './risk-payload.ts';
import type { RunRecord } from './report/run-record.ts';
import { RiskTimeoutError } from './risk-timeout-error.ts';
import type { EventOrigin } from './run-scope.ts';
import { toError } from './to-error.ts';
import type { IRiskActivePosition, IRiskCallbacks, IRiskCheckArgs, IRiskSchema, IRiskValidation, IRiskValidationFn, RiskContract } from './types.ts';

export interface RiskCheckParts {
  readonly schema: IRiskSchema;
  /** All of its ready rules in one. */
  readonly rules: RiskRule | null;
  readonly events: Events;
  readonly clock: Clock;
  /** A validation that has not answered after this time has refused; so have the rules, which have it together. */
  readonly timeoutMs: DurationMs;
  /** Of the run whose signals are judged; none where a user asks by hand. */
  readonly record?: RunRecord;
}

/** One signal before its judges. */
export interface RiskCase {
  readonly args: IRiskCheckArgs;
  readonly positions: readonly IRiskActivePosition[];
  /** The same for ready rules, and what they remember; `null` where too little is said for them to judge. */
  readonly asked: { readonly request: RiskRequest; readonly state: unknown } | null;
  /** Whose signal it is; `null` when a user asks outside any run. */
  readonly origin: EventOrigin | null;
}

type Validation = IRiskValidation | IRiskValidationFn;
/** What a validation came to: nothing against it, what it threw, or nobody waits for its answer any more. */
type Outcome = Error | 'left' | null;
/** What is told of a refusal. */
type Refused = Pick<RiskContract, 'comment' | 'message'>;

const LEFT = { allowed: false, reason: 'the run has ended' } as const satisfies RiskVerdict;

/** The validations of a risk profile, then its rules, put one after another; the first that refuses is the last, and everybody is told. */
export class RiskCheck {
  /** Why the last case was refused; `null` where it was not. */
  refusedFor: string | null = null;
  readonly #parts: RiskCheckParts;
  #closed = false;
  /** Ends the wait for whoever is thinking. */
  #leave: (() => void) | undefined;

  constructor(parts: RiskCheckParts) {
    this.#parts = parts;
  }

  get closed(): boolean {
    return this.#closed;
  }

  /** No promise as long as nobody makes one. One case at a time. */
  judge(one: RiskCase): RiskVerdict | Promise<RiskVerdict> {
    this.refusedFor = this.#closed ? LEFT.reason : null;
    return this.#closed ? LEFT : this.#judgeFrom(0, [...(this.#parts.schema.validations ?? [])], one);
  }

  /** Nobody wants the verdict any more. */
  close(): void {
    this.#closed = true;
    this.refusedFor = LEFT.reason;
    this.#leave?.();
  }

  #judgeFrom(first: number, validations: readonly Validation[], one: RiskCase): RiskVerdict | Promise<RiskVerdict> {
    for (let i = first; i < validations.length; i++) {
      const validation = validations[i]!;
      const outcome = this.#put(validation, one);
      if (outcome instanceof Promise) return outcome.then((late) => (late === null ? this.#judgeFrom(i + 1, validations, one) : this.#threw(late, validation, one)));
      if (outcome !== null) return this.#threw(outcome, validation, one);
    }
    return this.#judgeByRules(one);
  }

  #judgeByRules(one: RiskCase): RiskVerdict | Promise<RiskVerdict> {
    const { rules } = this.#parts;
    if (rules === null || one.asked === null) return this.#ruled({ allowed: true }, one);
    const verdict = rules.judge(one.asked.request, one.asked.state);
    return isThenable(verdict) ? this.#waitFor(verdict, null, one.args).then((late) => this.#ruled(late, one)) : this.#ruled(verdict, one);
  }

  #ruled(verdict: RiskVerdict | Error | 'left', one: RiskCase): RiskVerdict {
    if (verdict === 'left') return LEFT;
    if (verdict instanceof Error) return this.#refuse(verdict, { comment: verdict.message, message: verdict.message }, one);
    if (!verdict.allowed) return this.#refuse(new Error(verdict.reason), { comment: verdict.reason, message: verdict.reason }, one);
    this.#callBack('onAllowed', one);
    return verdict;
  }

  #put(validation: Validation, { args, positions, origin }: RiskCase): Outcome | Promise<Outcome> {
    const context = origin === null ? null : new HookContext(origin.scope, origin.atMs, null);
    const payload = payloadOf(args, positions);
    const call = (): unknown => (typeof validation === 'function' ? validation(payload) : validation.validate(payload));
    let outcome: Outcome = null;
    try {
      const answer = context === null ? call() : enter(context, call);
      // Whatever it resolves with is no refusal.
      if (isThenable(answer)) return this.#waitFor(Promise.resolve(answer).then(() => null), context, args);
    } catch (thrown) {
      outcome = toError(thrown);
    }
    if (context !== null) context.settled = true;
    return outcome;
  }

  /** What is answered in time; what went wrong, or that nobody waits any more, is a value, too. */
  #waitFor<T>(answer: PromiseLike<T>, context: HookContext | null, { symbol }: IRiskCheckArgs): Promise<T | Error | 'left'> {
    const { clock, timeoutMs, schema } = this.#parts;
    return new Promise((resolve) => {
      const end = (outcome: T | Error | 'left'): void => {
        callOff();
        this.#leave = undefined;
        if (context !== null) context.settled = true;
        resolve(outcome);
      };
      const late = (): Error => new RiskTimeoutError(`Timeout for risk ${schema.riskName} symbol=${symbol}: no answer within ${timeoutMs / 1000} s.`);
      const callOff = clock.after(timeoutMs, () => end(late()));
      this.#leave = () => end('left');
      // Wrapped, for the `then` of somebody else's promise may throw.
      Promise.resolve(answer).then(end, (thrown: unknown) => end(toError(thrown)));
    });
  }

  #threw(outcome: Error | 'left', validation: Validation, one: RiskCase): RiskVerdict {
    if (outcome === 'left') return LEFT;
    const note = typeof validation === 'function' ? undefined : validation.note;
    return this.#refuse(outcome, { comment: note || 'N/A', message: outcome.message }, one);
  }

  #refuse(error: Error, { comment, message }: Refused, one: RiskCase): RiskVerdict {
    const { args, positions, origin } = one;
    this.refusedFor = message;
    this.#emit('validation', error, origin);
    const refusal = { ...copyOfArgs(args), activePositionCount: positions.length, comment, message };
    this.#parts.record?.refused(refusal);
    this.#emit('risk', refusal, origin);
    this.#callBack('onRejected', one);
    return { allowed: false, reason: message };
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
