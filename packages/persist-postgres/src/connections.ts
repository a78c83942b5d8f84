import { EngineError, StoreError, type DurationMs, type TimestampMs } from '@tradewright/core';
import type pg from 'pg';
import { AnswerWatch } from './answer-watch.ts';
import { diagnose, isTakenBack, NO_ANSWER, storeError, type Diagnosis, type PgFault } from './failure.ts';
import type { Terms } from './options.ts';
import type { Statement } from './tables.ts';

export type Row = Readonly<Record<string, unknown>>;

/** How a statement is run. */
export interface Running {
  /** For messages: `Loading 3 keys`. */
  readonly doing: string;
  /** Its effect is not known when the answer is lost, and the caller must hear of it. Asked after a failure, where it depends on how far it came. */
  readonly isCommit?: boolean | (() => boolean);
  /** What to do when nobody knows; default: load the keys. */
  readonly whenLost?: string;
  /** Tried again only if the server itself says that it is starting. */
  readonly isImpatient?: boolean;
  /** May take as long as it takes. */
  readonly isLong?: boolean;
}

/** What became of one piece of work so far. */
interface Trial {
  attempt: number;
  /** Nobody knows what became of an earlier attempt. */
  isLost: boolean;
  /** By the stopwatch; set by the first failure. */
  deadlineMs: TimestampMs;
}

const FIRST_PAUSE_MS = 5;
const LONGEST_PAUSE_MS = 1_000;

const noError = (): void => undefined;

/** A pool, with patience. Every statement that runs here may be run twice without harm. */
export class Connections {
  readonly terms: Terms;
  /** Called when the store is closed, to wake those that pause. */
  readonly #pausing = new Set<() => void>();
  readonly #watch: AnswerWatch;
  #underWay = 0;
  #onQuiet: (() => void) | undefined;
  #isClosed = false;
  #closing: Promise<void> | undefined;

  constructor(terms: Terms) {
    this.terms = terms;
    this.#watch = new AnswerWatch(terms.answerTimeoutMs);
    // A connection that breaks while nobody uses it would end the process. The pool drops it; that is enough.
    terms.pool.on('error', noError);
  }

  /**
   * Runs a statement, again and again where a failure may pass.
   *
   * @param statement - made when there is a connection for it
   * @throws {PgFault} what functions of the schema refuse, with a code `TW…`
   * @throws {StoreError}
   */
  async run(statement: () => Statement, running: Running): Promise<readonly Row[]> {
    const result = await this.try((client) => {
      const { sql: text, parameters, name } = statement();
      return client.query<Row>({ text, values: parameters as unknown[], ...(name === undefined ? {} : { name }) });
    }, running);
    return result.rows;
  }

  /** The same for any work on one connection. It calls `alive` when the server has done a part of it, so that the whole may take its time. */
  async try<Answer>(work: (client: pg.PoolClient, alive: () => void) => Promise<Answer>, running: Running): Promise<Answer> {
    const trial: Trial = { attempt: 0, isLost: false, deadlineMs: Infinity };
    this.#underWay++;
    try {
      for (;;) {
        if (this.#isClosed) throw this.#closed(trial, running);
        let client: pg.PoolClient | undefined;
        try {
          client = await this.#connect();
          if (!this.#isClosed) return await this.#use(client, work, running);
          giveBack(client, true);
        } catch (error) {
          await this.#recover(error as PgFault, client !== undefined, trial, running);
        }
      }
    } finally {
      this.#underWay--;
      if (this.#underWay === 0) this.#onQuiet?.();
    }
  }

  /** For what needs no connection. @throws {StoreError} `store/closed` */
  checkOpen(): void {
    if (this.#isClosed) throw this.#closedError();
  }

  /** Ends the pool if it is ours, after the statements that are on their way. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    this.#isClosed = true;
    for (const wake of this.#pausing) wake();
    // A pool that ends forgets those that wait for a connection, so they go first.
    if (this.#underWay > 0) await new Promise<void>((resolve) => (this.#onQuiet = resolve));
    this.#watch.stop();
    if (this.terms.isOurs) await this.terms.pool.end();
    else this.terms.pool.off('error', noError);
  }

  /**
   * By callback: a connection can break in the very chunk that made it ready, before a promise would have resolved, and
   * without a listener that ends the process. Whatever breaks it is told by the statement that it breaks.
   */
  #connect(): Promise<pg.PoolClient> {
    return new Promise((resolve, reject) => {
      this.terms.pool.connect((error, client) => {
        if (client === undefined) return reject(error ?? new Error('Connection terminated'));
        client.on('error', noError);
        resolve(client);
      });
    });
  }

  async #use<Answer>(client: pg.PoolClient, work: (client: pg.PoolClient, alive: () => void) => Promise<Answer>, { isLong = false }: Running): Promise<Answer> {
    this.#watch.begin(client, isLong);
    try {
      const answer = await work(client, () => this.#watch.renew(client));
      giveBack(client, !this.#watch.end(client));
      return answer;
    } catch (error) {
      const isOverdue = this.#watch.end(client);
      giveBack(client, !isOverdue && leavesGood(error as PgFault));
      throw isOverdue ? new Error(NO_ANSWER, { cause: error }) : error;
    }
  }

  /** Returns when it is time for another attempt. @throws what the caller has to hear */
  async #recover(fault: PgFault, wasSent: boolean, trial: Trial, running: Running): Promise<void> {
    if (isOurOwn(fault)) throw fault;
    trial.attempt++;
    trial.isLost ||= wasSent && isCommit(running) && !isTakenBack(fault);
    trial.deadlineMs = Math.min(trial.deadlineMs, performance.now() + this.terms.retryForMs);
    const diagnosis = diagnose(fault);
    const error = this.#told(fault, diagnosis, trial, running);
    const pauseMs = Math.min(FIRST_PAUSE_MS * 2 ** (trial.attempt - 1), LONGEST_PAUSE_MS) * (0.5 + Math.random() / 2);
    if (!mayPass(fault, diagnosis, running) || performance.now() + pauseMs > trial.deadlineMs) throw error;
    this.#tell(error, trial.attempt);
    await this.#pause(pauseMs);
  }

  #told(fault: PgFault, diagnosis: Diagnosis, trial: Trial, running: Running): StoreError {
    if (this.#isClosed) return this.#closed(trial, running);
    const about = trial.isLost ? { code: 'store/uncertain', again: diagnosis.again, advice: `The connection was lost before the answer came: ${whenLost(running)}` } as const : diagnosis;
    return storeError(`${running.doing} (${this.terms.where})`, fault, about, this.terms.secret);
  }

  #closed({ isLost }: Trial, running: Running): StoreError {
    return isLost
      ? new StoreError('store/uncertain', `${running.doing} (${this.terms.where}): the store was closed before the answer came: ${whenLost(running)}`, { retryable: true })
      : this.#closedError();
  }

  #closedError(): StoreError {
    return new StoreError('store/closed', `The store (${this.terms.where}) is closed.`);
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
    if (this.#isClosed) return Promise.resolve();
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

function isCommit({ isCommit = false }: Running): boolean {
  return typeof isCommit === 'function' ? isCommit() : isCommit;
}

function whenLost({ whenLost = 'load the keys to see whether it landed.' }: Running): string {
  return whenLost;
}

function giveBack(client: pg.PoolClient, isGood: boolean): void {
  client.release(!isGood);
  client.off('error', noError);
}

/** Told by us: in code, or in the functions of the schema. */
function isOurOwn(fault: PgFault): boolean {
  return fault instanceof EngineError || fault.code?.startsWith('TW') === true;
}

/** Whether the connection can be used again. One to a server that takes no writes is better replaced: the next may lead to the primary. */
function leavesGood(fault: PgFault): boolean {
  return isOurOwn(fault) || (isTakenBack(fault) && fault.code !== '25006');
}

function mayPass({ code }: PgFault, { again }: Diagnosis, { isImpatient = false }: Running): boolean {
  return isImpatient ? code === '57P03' : again === 'soon';
}
