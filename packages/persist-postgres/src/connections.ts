import { EngineError, StoreError, type DurationMs } from '@tradewright/core';
import type pg from 'pg';
import { diagnose, isTakenBack, storeError, type Diagnosis, type PgFault } from './failure.ts';
import type { Terms } from './options.ts';
import type { Statement } from './tables.ts';

export type Row = Readonly<Record<string, unknown>>;

/** How a statement is run. */
export interface Running {
  /** For messages: `commit`, `load`. */
  readonly doing: string;
  /** Its effect is not known when the answer is lost, and the caller must hear of it. */
  readonly isCommit?: boolean;
  /** Tried again only if the server itself says that it is starting. */
  readonly isImpatient?: boolean;
}

const FIRST_PAUSE_MS = 5;
const LONGEST_PAUSE_MS = 1_000;

const noError = (): void => undefined;

/** A pool, with patience. Every statement that runs here may be run twice without harm. */
export class Connections {
  readonly terms: Terms;
  /** Called when the store is closed, to wake those that pause. */
  readonly #pausing = new Set<() => void>();
  readonly #underWay = new Set<Promise<unknown>>();
  #isClosed = false;
  #closing: Promise<void> | undefined;

  constructor(terms: Terms) {
    this.terms = terms;
    // A connection that breaks while nobody uses it would end the process. The pool drops it; that is enough.
    terms.pool.on('error', noError);
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  /**
   * Runs a statement, again and again where a failure may pass.
   *
   * @param statement - made when there is a connection for it
   * @throws {PgFault} what functions of the schema refuse, with a code `TW…`
   * @throws {StoreError}
   */
  async run(statement: () => Statement, running: Running): Promise<readonly Row[]> {
    return this.try((client) => this.#send(client, statement()), running);
  }

  /** The same for several statements on one connection. */
  async try<Answer>(work: (client: pg.PoolClient) => Promise<Answer>, running: Running): Promise<Answer> {
    const trying = this.#tryUntil(work, running);
    const settled = trying.then(noError, noError).finally(() => this.#underWay.delete(settled));
    this.#underWay.add(settled);
    return trying;
  }

  /** Ends the pool if it is ours, after the statements that are on their way. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #tryUntil<Answer>(work: (client: pg.PoolClient) => Promise<Answer>, running: Running): Promise<Answer> {
    const deadlineMs = performance.now() + this.terms.retryForMs;
    let isLost = false;
    for (let attempt = 1; ; attempt++) {
      if (this.#isClosed) throw this.#closed(isLost, running);
      const tried = await this.#attempt(work);
      if ('answer' in tried) return tried.answer;
      const { fault, wasSent } = tried;
      if (isOurOwn(fault)) throw fault;
      isLost ||= wasSent && running.isCommit === true && !isTakenBack(fault);
      const diagnosis = diagnose(fault);
      const error = this.#told(fault, diagnosis, isLost, running);
      const pauseMs = Math.min(FIRST_PAUSE_MS * 2 ** (attempt - 1), LONGEST_PAUSE_MS) * (0.5 + Math.random() / 2);
      if (!mayPass(fault, diagnosis, running) || performance.now() + pauseMs > deadlineMs) throw error;
      this.#tell(error, attempt);
      await this.#pause(pauseMs);
    }
  }

  async #close(): Promise<void> {
    this.#isClosed = true;
    for (const wake of this.#pausing) wake();
    // A pool that ends forgets those that wait for a connection, so they go first.
    await Promise.all(this.#underWay);
    if (this.terms.isOurs) await this.terms.pool.end();
    else this.terms.pool.off('error', noError);
  }

  async #attempt<Answer>(work: (client: pg.PoolClient) => Promise<Answer>): Promise<{ readonly answer: Answer } | { readonly fault: PgFault; readonly wasSent: boolean }> {
    let client: pg.PoolClient;
    try {
      client = await this.terms.pool.connect();
    } catch (fault) {
      return { fault: fault as PgFault, wasSent: false };
    }
    if (this.#isClosed) {
      client.release();
      return { fault: new Error('Cannot use a pool after calling end on the pool'), wasSent: false };
    }
    // What breaks the connection is told by the statement that it breaks.
    client.on('error', noError);
    try {
      const answer = await work(client);
      client.release();
      return { answer };
    } catch (error) {
      const fault = error as PgFault;
      client.release(!isGood(fault));
      return { fault, wasSent: true };
    } finally {
      client.off('error', noError);
    }
  }

  async #send(client: pg.PoolClient, { sql, parameters, name }: Statement): Promise<readonly Row[]> {
    const query = { text: sql, values: [...parameters], query_timeout: this.terms.answerTimeoutMs, ...(name === undefined ? {} : { name }) };
    return (await client.query<Row>(query)).rows;
  }

  #told(fault: PgFault, diagnosis: Diagnosis, isLost: boolean, { doing }: Running): StoreError {
    if (this.#isClosed && !isLost) return this.#closed(false, { doing });
    const about = isLost ? { code: 'store/uncertain', again: diagnosis.again, advice: 'The connection was lost before the answer came: load the keys to see whether it landed.' } as const : diagnosis;
    return storeError(`${doing} (${this.terms.where})`, fault, about, this.terms.secret);
  }

  #closed(isLost: boolean, { doing }: Running): StoreError {
    return isLost
      ? new StoreError('store/uncertain', `${doing} (${this.terms.where}): the store was closed before the answer came. Load the keys to see whether it landed.`, { retryable: true })
      : new StoreError('store/closed', `The store on ${this.terms.where} is closed.`);
  }

  /** What a listener throws is no failure of the database. */
  #tell(error: StoreError, attempt: number): void {
    try {
      this.terms.onRetry(error, attempt);
    } catch {
      // There is nobody to tell.
    }
  }

  #pause(durationMs: DurationMs): Promise<void> {
    return new Promise((resolve) => {
      const wake = (): void => {
        clearTimeout(timer);
        this.#pausing.delete(wake);
        resolve();
      };
      const timer = setTimeout(wake, durationMs);
      this.#pausing.add(wake);
    });
  }
}

/** Told by us: in code, or in the functions of the schema. */
function isOurOwn(fault: PgFault): boolean {
  return fault instanceof EngineError || fault.code?.startsWith('TW') === true;
}

/** Whether the connection can be used again. One to a server that takes no writes is better replaced: the next may lead to the primary. */
function isGood(fault: PgFault): boolean {
  return isOurOwn(fault) || (isTakenBack(fault) && fault.code !== '25006');
}

function mayPass({ code }: PgFault, { again }: Diagnosis, { isImpatient = false }: Running): boolean {
  return isImpatient ? code === '57P03' : again === 'soon';
}
