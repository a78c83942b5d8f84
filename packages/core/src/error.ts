/** What `Error` accepts beside its message; declared here because core is compiled without the DOM. */
export interface ErrorCause {
  readonly cause?: unknown;
}

/** The root of every failure of the engine. Codes are the contract, messages may change. */
export abstract class EngineError extends Error {
  /** Stable and namespaced, for example `candle/invalid`. */
  abstract readonly code: string;
  /** Whether the same call may succeed later. */
  abstract readonly retryable: boolean;

  constructor(message: string, options?: ErrorCause) {
    super(message, options);
    this.name = new.target.name;
  }
}

/** Something the caller passed cannot be used. The message says what, where and what to do. */
export class InputError extends EngineError {
  readonly retryable = false;
  readonly code: string;

  constructor(code: string, message: string, options?: ErrorCause) {
    super(message, options);
    this.code = code;
  }
}

/** A source of candles could not answer. */
export class SourceError extends EngineError {
  readonly code: string;
  readonly retryable: boolean;

  constructor(code: string, message: string, options?: ErrorCause & { readonly retryable?: boolean }) {
    super(message, options);
    this.code = code;
    this.retryable = options?.retryable ?? false;
  }
}

/** The strategy threw, rejected or did not answer in time. The run goes on with "no signal". */
export class StrategyError extends EngineError {
  readonly retryable = false;
  readonly code: 'strategy/threw' | 'strategy/timeout';

  constructor(code: 'strategy/threw' | 'strategy/timeout', message: string, options?: ErrorCause) {
    super(message, options);
    this.code = code;
  }
}

/** Another writer changed a key first. */
export class StoreConflictError extends EngineError {
  readonly code = 'store/conflict';
  readonly retryable = false;
  readonly key: string;
  readonly expected: number;
  readonly actual: number;

  constructor(key: string, expected: number, actual: number, options?: ErrorCause) {
    super(`${key}: expected version ${expected}, found ${actual}`, options);
    this.key = key;
    this.expected = expected;
    this.actual = actual;
  }
}

/**
 * A store could not do what it was asked; nothing of it is written, unless the code is `store/uncertain`: the connection
 * was lost while a commit was on its way, and the version of its keys will tell.
 */
export class StoreError extends EngineError {
  readonly code: `store/${string}`;
  readonly retryable: boolean;

  constructor(code: `store/${string}`, message: string, options?: ErrorCause & { readonly retryable?: boolean }) {
    super(message, options);
    this.code = code;
    this.retryable = options?.retryable ?? false;
  }
}

/** The engine met a state that cannot be: a defect of ours, never of the user. */
export class InvariantError extends EngineError {
  readonly code = 'engine/invariant';
  readonly retryable = false;
}
