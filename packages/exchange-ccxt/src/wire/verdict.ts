import { CandleError, EngineError, InputError, SourceError } from '@tradewright/core';
import type { Redactor } from '../keys/redactor.ts';
import type { CcxtErrorClass } from '../library/ccxt-shape.ts';

/** What a failed attempt means. `error` is what the asker gets when it was the last one. */
export interface Verdict {
  /** `final`: asking again cannot help. `wait`: the exchange wants everybody to stay away for a while. */
  readonly kind: 'final' | 'wait' | 'again';
  readonly error: EngineError;
}

/** ccxt's classes, the narrower first, and what they mean. Whatever stands nowhere is taken for an answer that makes no sense. */
const MEANINGS: readonly (readonly [name: string, kind: Verdict['kind'], code: string])[] = [
  ['BadSymbol', 'final', 'ccxt/symbol'],
  ['RateLimitExceeded', 'wait', 'ccxt/rate-limited'],
  ['DDoSProtection', 'wait', 'ccxt/rate-limited'],
  ['AuthenticationError', 'final', 'ccxt/authentication'],
  ['NotSupported', 'final', 'ccxt/not-supported'],
  ['RestrictedLocation', 'final', 'ccxt/restricted'],
  ['BadRequest', 'final', 'ccxt/refused'],
  ['ArgumentsRequired', 'final', 'ccxt/refused'],
  ['OperationRejected', 'final', 'ccxt/refused'],
  ['InvalidProxySettings', 'final', 'ccxt/proxy'],
  ['RequestTimeout', 'again', 'ccxt/timeout'],
  ['ExchangeNotAvailable', 'again', 'ccxt/unavailable'],
  ['NetworkError', 'again', 'ccxt/network'],
];

/** Most of an answer that goes into a message. */
const LONGEST = 300;

export interface Judge {
  readonly errors: Readonly<Record<string, CcxtErrorClass | undefined>>;
  readonly redactor: Redactor;
}

export function verdictOn(thrown: unknown, what: string, { errors, redactor }: Judge): Verdict {
  if (thrown instanceof InputError) return { kind: 'final', error: thrown };
  if (thrown instanceof CandleError) return { kind: 'again', error: thrown };
  // The end of a ban is known: it is worth another question, but not another attempt of this one.
  if (thrown instanceof SourceError) return { kind: thrown.retryable && thrown.code !== 'ccxt/banned' ? 'again' : 'final', error: ours(thrown, what, redactor) };
  const cause = redactor.error(thrown);
  const text = cause.message.length > LONGEST ? `${cause.message.slice(0, LONGEST)}…` : cause.message;
  const [, kind, code] = MEANINGS.find(([name]) => errors[name] !== undefined && thrown instanceof errors[name]) ?? ['', 'again', codeOf(thrown)];
  const message = `${what}: ${text}`;
  if (kind === 'final' && code === 'ccxt/symbol') return { kind, error: new InputError(code, message, { cause }) };
  return { kind, error: new SourceError(code, message, { cause, retryable: kind !== 'final' }) };
}

/** An answer may quote the question, with everything in it. */
function ours({ code, message, cause, retryable }: SourceError, what: string, redactor: Redactor): SourceError {
  return new SourceError(code, redactor.text(`${what}: ${message}`), { ...(cause === undefined ? {} : { cause: redactor.error(cause) }), retryable });
}

/** What broke on the way is an error of Node or of its HTTP client; what is no such thing broke while ccxt read the answer. */
function codeOf(thrown: unknown): string {
  for (let error: unknown = thrown; error instanceof Error; error = error.cause) {
    const code: unknown = Reflect.get(error, 'code');
    if (typeof code === 'string' && /^(?:E[A-Z]|UND_ERR)/.test(code)) return 'ccxt/network';
    if (error.message === 'terminated') return 'ccxt/network';
  }
  return 'ccxt/garbage';
}
