import { InputError, type DurationMs, type StoreError } from '@tradewright/core';
import pg from 'pg';
import { checkSchema, DEFAULT_SCHEMA } from './tables.ts';

/** Where the database is, and how patient to be with it. */
export type PgOptions = SharedOptions & (GivenPool | MadePool);

interface SharedOptions {
  /** Holds our tables; default `tradewright`. */
  readonly schema?: string | undefined;
  /** How long a failure that may pass is tried again before it is told; default 5,000. */
  readonly retryForMs?: DurationMs | undefined;
  /** How long the server may take for a statement; default 10,000. With a pool that is given, only this side watches. */
  readonly statementTimeoutMs?: DurationMs | undefined;
  /** Hears of each failure that will be tried again. */
  readonly onRetry?: ((error: StoreError, attempt: number) => void) | undefined;
}

/** A pool of the caller's. It is never ended, and its timeouts and TLS are the caller's. */
interface GivenPool {
  readonly pool: pg.Pool;
}

/** A pool that is made and ended with the store. What the connection string says goes before the options. */
interface MadePool {
  readonly pool?: undefined;
  /** `postgres://user:password@host:port/database`, as pg understands it. */
  readonly connectionString: string;
  /** `true`, or what `tls.connect` takes. */
  readonly ssl?: pg.PoolConfig['ssl'];
  /** Connections at most; default 10. */
  readonly maxConnections?: number | undefined;
  /** How long a connection may take, also to become free; default 5,000. */
  readonly connectTimeoutMs?: DurationMs | undefined;
  /** How long a statement waits for a row; default 5,000. */
  readonly lockTimeoutMs?: DurationMs | undefined;
  /** After this the server ends a transaction that does nothing; default 10,000. */
  readonly idleInTransactionTimeoutMs?: DurationMs | undefined;
  /** How long an unused connection is kept; default 0, as long as the store is open, so that no tick has to wait for one. */
  readonly idleTimeoutMs?: DurationMs | undefined;
}

/** The options with every default filled in. */
export interface Terms {
  readonly pool: pg.Pool;
  readonly isOurs: boolean;
  readonly schema: string;
  /** For messages. */
  readonly where: string;
  /** Kept out of messages. */
  readonly secret: string | undefined;
  readonly retryForMs: DurationMs;
  readonly answerTimeoutMs: DurationMs;
  readonly onRetry: (error: StoreError, attempt: number) => void;
}

/** Beyond its own timeout, the server is given this long to say so. */
const GRACE_MS = 2_000;

/** Says what is wrong with options as far as that can be seen without connecting. @throws {InputError} `store/options` */
export function checkOptions(options: PgOptions): void {
  termsOf(options);
}

/** @throws {InputError} `store/options` */
export function termsOf(options: PgOptions): Terms {
  for (const [name, value] of Object.entries(options)) {
    if ((name.endsWith('Ms') || name === 'maxConnections') && value !== undefined) checkNumber(name, value);
  }
  const isOurs = options.pool === undefined;
  const pool = isOurs ? poolOf(options) : options.pool;
  const { host, port, database, user, password } = clientOf(pool.options);
  return {
    pool,
    isOurs,
    schema: checkSchema(options.schema ?? DEFAULT_SCHEMA),
    where: `PostgreSQL at ${host.startsWith('/') ? host : `${host}:${port}`}, database ${database}, user ${user}`,
    secret: typeof password === 'string' ? password : undefined,
    retryForMs: options.retryForMs ?? 5_000,
    answerTimeoutMs: (options.statementTimeoutMs ?? 10_000) + GRACE_MS,
    onRetry: options.onRetry ?? (() => undefined),
  };
}

function checkNumber(name: string, value: unknown): void {
  const least = name === 'retryForMs' || name === 'idleTimeoutMs' ? 0 : 1;
  if (typeof value !== 'number' || !Number.isInteger(value) || value < least || value > 2 ** 31 - 1) throw new InputError('store/options', `${name} must be a whole number, ${least} or more, not ${String(value)}.`);
}

function poolOf(options: MadePool & SharedOptions): pg.Pool {
  // Of anything else pg would make a connection string, too: to a host named "base".
  if (!/^(?:postgres(?:ql)?:|socket:|\/)/.test(options.connectionString)) throw notUnderstood();
  const config: pg.PoolConfig = {
    connectionString: options.connectionString,
    max: options.maxConnections ?? 10,
    connectionTimeoutMillis: options.connectTimeoutMs ?? 5_000,
    statement_timeout: options.statementTimeoutMs ?? 10_000,
    lock_timeout: options.lockTimeoutMs ?? 5_000,
    idle_in_transaction_session_timeout: options.idleInTransactionTimeoutMs ?? 10_000,
    idleTimeoutMillis: options.idleTimeoutMs ?? 0,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    application_name: 'tradewright',
    ...(options.ssl === undefined ? {} : { ssl: options.ssl }),
  };
  // Parses the string, which a pool does only when it connects.
  clientOf(config);
  return new pg.Pool(config);
}

/** A client that never connects: it knows what pg makes of the options and the environment. */
function clientOf(config: pg.PoolConfig): pg.Client {
  try {
    return new pg.Client(config);
  } catch {
    // The error of the URL parser can hold the password.
    throw notUnderstood();
  }
}

function notUnderstood(): InputError {
  return new InputError('store/options', 'The connection string cannot be understood. It must be like postgres://user:password@host:5432/database, with special characters of the password percent-encoded.');
}
