import { InputError, SourceError, type CancelSignal, type Clock, type TimestampMs } from '@tradewright/core';
import { format } from 'node:util';
import { credentialsOf } from './keys/credentials.ts';
import { Redactor } from './keys/redactor.ts';
import { refuseWithdrawKey } from './keys/withdraw-key.ts';
import type { CcxtErrorClass, CcxtInstance, CcxtMarket } from './library/ccxt-shape.ts';
import { loadCcxt } from './library/load-ccxt.ts';
import { openInstance } from './library/open-instance.ts';
import { Symbols } from './market/symbols.ts';
import { checkOptions, type CcxtNotice, type CcxtOptions, type CcxtTerms } from './options.ts';
import { SystemClock } from './system-clock.ts';
import { Attempts } from './wire/attempts.ts';
import { eitherOf, unlessCancelled } from './wire/cancelled.ts';
import { CircuitBreaker } from './wire/circuit-breaker.ts';
import { Gate } from './wire/gate.ts';
import { hookWire } from './wire/hook.ts';
import { checkedTime, ServerTime } from './wire/server-time.ts';

/** An exchange whose class is loaded and whose markets are known. */
export interface OpenExchange {
  readonly instance: CcxtInstance;
  readonly symbols: Symbols;
}

export type FeedTerms = Readonly<Required<Pick<CcxtOptions, 'graceMs' | 'patienceMs' | 'silenceMs' | 'pollOnly'>>>;

/** The one way to an exchange that all its symbols share: its limiter, its bans, its breaker, its clock. Opened by the first question. */
export class CcxtConnection {
  readonly id: string;
  readonly clock: Clock;
  readonly random: () => number;
  readonly #terms: CcxtTerms;
  readonly #closing = new AbortController();
  readonly #redactor = new Redactor();
  readonly #gate: Gate;
  readonly #attempts: Attempts;
  readonly #time: ServerTime;
  #errors: Readonly<Record<string, CcxtErrorClass | undefined>> = {};
  #opening: Promise<OpenExchange> | undefined;
  /** Stays when opening fails later on, so that it is not made again. */
  #instance: CcxtInstance | undefined;

  /** @throws {InputError} `ccxt/options` */
  constructor(id: string, options: CcxtOptions = {}) {
    const terms = checkOptions(id, options);
    this.id = id;
    this.#terms = terms;
    this.clock = terms.clock ?? new SystemClock();
    this.random = terms.random ?? Math.random;
    const { clock, random } = this;
    this.#gate = new Gate(id, clock, terms.longestBanMs, this.#closing.signal);
    const breaker = new CircuitBreaker({ name: id, clock, after: terms.breakAfter, coolDownMs: terms.breakMs, onChange: (isOpen, message) => this.notice(isOpen ? 'circuit-open' : 'circuit-closed', message) });
    const judge = { judge: () => ({ errors: this.#errors, redactor: this.#redactor }) };
    this.#attempts = new Attempts({ clock, random, gate: this.#gate, breaker, retries: terms.retries, longestPauseMs: terms.longestPauseMs, ...judge });
    this.#time = new ServerTime({
      name: id,
      clock,
      fetchTime: () => this.#fetchTime(),
      onSkew: (message) => this.notice('clock-skew', message),
      onUnknown: (message) => this.notice('no-server-time', message),
    });
  }

  /** How feeds are to go about it. */
  get feedTerms(): FeedTerms {
    const { graceMs, patienceMs, silenceMs, pollOnly = false } = this.#terms;
    return { graceMs, patienceMs, silenceMs, pollOnly };
  }

  get maxCandlesPerRequest(): number | undefined {
    return this.#terms.maxCandlesPerRequest;
  }

  /** Aborted once it is closed. */
  get closing(): AbortSignal {
    return this.#closing.signal;
  }

  /**
   * @throws {InputError} `ccxt/not-installed`, `ccxt/unknown-exchange`, `ccxt/credentials`, `ccxt/withdraw-key`, `ccxt/base-url`
   * @throws {SourceError} when the exchange does not tell its markets
   */
  async open(cancel?: CancelSignal): Promise<OpenExchange> {
    if (this.#closing.signal.aborted) throw new SourceError('ccxt/closed', `${this.id} was closed.`);
    if (this.#opening === undefined) {
      this.#opening = this.#open();
      // A failure is not remembered: the exchange may be back next time.
      this.#opening.catch(() => (this.#opening = undefined));
    }
    return unlessCancelled(this.#opening, cancel);
  }

  /** Puts a question until it is answered; see {@link Attempts.ask}. */
  async ask<T>(what: string, attempt: (instance: CcxtInstance) => Promise<T>, cancel?: CancelSignal): Promise<T> {
    const { instance } = await this.open(cancel);
    return this.#attempt(what, () => attempt(instance), cancel);
  }

  async market(symbol: string, cancel?: CancelSignal): Promise<CcxtMarket> {
    return (await this.open(cancel)).symbols.of(symbol);
  }

  /** Now, by the exchange's own clock and never ahead of it. */
  async nowMs(cancel?: CancelSignal): Promise<TimestampMs> {
    await this.open(cancel);
    return this.#time.nowMs(cancel);
  }

  notice(kind: CcxtNotice['kind'], message: string): void {
    try {
      this.#terms.onNotice?.({ kind, message: this.#redactor.text(message) });
    } catch {
      // A remark that cannot be heard stops nothing.
    }
  }

  /** An error that may be shown. */
  shown(thrown: unknown): Error {
    return this.#redactor.error(thrown);
  }

  /** Lets go of everything. Calling it twice is fine. */
  async close(): Promise<void> {
    if (this.#closing.signal.aborted) return;
    this.#closing.abort();
    await this.#instance?.close().catch(() => undefined);
    await this.#instance?.fetchDispatcher?.destroy().catch(() => undefined);
  }

  async #open(): Promise<OpenExchange> {
    const instance = this.#instance ?? (await this.#create());
    this.#instance = instance;
    // ccxt remembers a failure of this for ever, unless it is told to begin anew.
    await this.#attempt('markets', () => instance.loadMarkets(true).then(() => checkMarkets(instance)));
    return { instance, symbols: new Symbols(this.id, instance.markets ?? {}, this.#terms) };
  }

  async #create(): Promise<CcxtInstance> {
    const { clock, id } = this;
    const { type, baseUrl, timeoutMs, ccxtOptions = {}, load } = this.#terms;
    const ccxt = await loadCcxt(load);
    this.#errors = ccxt.errors;
    const instance = openInstance(ccxt, { id, type, baseUrl, timeoutMs, ccxtOptions });
    // ccxt writes to standard output, which is for answers, and all of a request: with `verbose` it still tells, but no secret.
    instance.log = (...parts) => void (instance.verbose === true && process.stderr.write(`${this.#redactor.text(format(...parts))}\n`));
    // Without this ccxt opens no stream that is not encrypted.
    if (baseUrl?.startsWith('http:') === true) await instance.loadHttpProxyAgent();
    hookWire(instance, {
      clock,
      gate: this.#gate,
      timeoutMs,
      parseOHLCVs: ccxt.classes.Exchange?.prototype.parseOHLCVs,
      isVague: (error) => isVague(error, ccxt.errors),
      onDate: (sentAtMs) => this.#time.heard(sentAtMs),
      onBan: (status, forMs) => this.notice('rate-limited', `${id} answered ${status} and wants to be left alone for ${forMs / 1000} s.`),
    });
    await this.#identify(instance);
    return instance;
  }

  /** Before anything else is asked with a key, it is known what the key may do. */
  async #identify(instance: CcxtInstance): Promise<void> {
    const credentials = await credentialsOf(this.id, this.#terms.credentials);
    if (credentials === undefined) return;
    this.#redactor.hide(credentials);
    Object.assign(instance, credentials);
    if (this.#terms.allowWithdrawKeys === true) return;
    const ask = (method: string): Promise<unknown> => this.#attempt('what the API key may do', () => privateCall(instance, method));
    if (!(await refuseWithdrawKey(this.id, ask))) this.notice('key-unchecked', `${this.id} does not tell what its API key may do; make sure that it may not withdraw.`);
  }

  async #fetchTime(): Promise<number | undefined> {
    const { instance } = await this.open();
    if (instance.has.fetchTime !== true) return undefined;
    return this.ask('its time', async () => checkedTime(await instance.fetchTime(), this.id));
  }

  #attempt<T>(what: string, attempt: () => Promise<T>, cancel?: CancelSignal): Promise<T> {
    const { signal } = this.#closing;
    return this.#attempts.ask(`${this.id}: ${what}`, attempt, cancel === undefined ? signal : eitherOf(cancel, signal));
  }
}

function privateCall(instance: CcxtInstance, method: string): Promise<unknown> {
  const call: unknown = Reflect.get(instance, method);
  if (typeof call !== 'function') throw new InputError('ccxt/credentials', `The installed ccxt cannot ask ${instance.id} what a key may do (${method}). Install another version, or pass allowWithdrawKeys: true.`);
  return call.call(instance) as Promise<unknown>;
}

function checkMarkets({ id, markets }: CcxtInstance): void {
  if (markets === undefined || Object.keys(markets).length === 0) throw new SourceError('ccxt/garbage', `${id} told of no market.`, { retryable: true });
}

function isVague(error: unknown, { BaseError, ExchangeError, OperationFailed }: Readonly<Record<string, CcxtErrorClass | undefined>>): boolean {
  if (!(error instanceof Error) || BaseError === undefined || !(error instanceof BaseError)) return !(error instanceof SourceError);
  return error.constructor === ExchangeError || error.constructor === OperationFailed;
}
