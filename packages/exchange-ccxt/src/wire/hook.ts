import { SourceError, type Clock, type DurationMs, type TimestampMs } from '@tradewright/core';
import type { CcxtInstance, CcxtResponse } from '../library/ccxt-shape.ts';
import type { Gate } from './gate.ts';
import { retryAfterMs } from './retry-after.ts';

export interface HookTerms {
  readonly clock: Clock;
  readonly gate: Gate;
  readonly timeoutMs: DurationMs;
  /** Hears when an answer was sent, by the exchange. */
  readonly onDate: (sentAtMs: TimestampMs) => void;
  /** ccxt's reader of candles; an exchange that has its own keeps it. */
  readonly parseOHLCVs: unknown;
  /** Whether ccxt found no better name for an error than that it is one. */
  readonly isVague: (error: unknown) => boolean;
  readonly onBan: (status: number, forMs: DurationMs) => void;
}

/** The question is wrong, or nobody may ask it: the same again would be refused again. Others of four hundred pass. */
const REFUSALS: ReadonlySet<number> = new Set([400, 401, 405, 410, 422, 451]);

/**
 * Puts our manners into a ccxt instance: a ban holds back also what its limiter has let go already, every HTTP answer
 * has its time, and what is no proper answer is an error. ccxt itself reads a page of HTML as "no candles".
 */
export function hookWire(instance: CcxtInstance, terms: HookTerms): void {
  const { fetch, handleRestResponse } = instance;
  const { gate } = terms;
  instance.fetch = async (...request) => {
    if ((await gate.pass()) && instance.enableRateLimit) await instance.throttle();
    const answer = await inTime(fetch.apply(instance, request), instance.id, terms);
    if (typeof answer === 'string' && /^\s*(?:[<{[]|$)/.test(answer)) throw new SourceError('ccxt/garbage', `${instance.id} answered what is no JSON: ${extract(answer)}`, { retryable: true });
    return answer;
  };
  instance.handleRestResponse = async (response, ...request) => {
    noteHeaders(response, terms);
    const unavailable = (cause?: unknown): SourceError => new SourceError('ccxt/unavailable', `${instance.id} answered with status ${response.status}.`, { cause, retryable: true });
    let answer: unknown;
    try {
      answer = await handleRestResponse.call(instance, response, ...request);
    } catch (error) {
      // Some exchanges refuse a question by a status of their own trouble: what ccxt knows well stands.
      if (!terms.isVague(error)) throw error;
      throw response.status >= 500 ? unavailable(error) : REFUSALS.has(response.status) ? new SourceError('ccxt/refused', messageOf(error), { cause: error }) : error;
    }
    if (response.status >= 400) throw unavailable();
    return answer;
  };
  if (instance.parseOHLCVs === terms.parseOHLCVs) hookCandles(instance);
}

/** Rows as they came, all of them: sorting, leaving out and judging are ours, for ccxt drops silently what it cannot read. */
function hookCandles(instance: CcxtInstance): void {
  const { toArray } = instance;
  /** Empty lists that ccxt made of what was no list. */
  const madeUp = new WeakSet<object>();
  instance.toArray = (value) => {
    const list = toArray.call(instance, value);
    if (!Array.isArray(value) && Array.isArray(list) && list.length === 0) madeUp.add(list);
    return list;
  };
  instance.parseOHLCVs = (candles, market) => {
    if (!Array.isArray(candles) || madeUp.has(candles)) throw new SourceError('ccxt/garbage', `${instance.id} answered ${Array.isArray(candles) ? 'what is no list' : extract(candles)} for candles.`, { retryable: true });
    return candles.map((row: unknown) => {
      if (typeof row !== 'object' || row === null) throw new SourceError('ccxt/garbage', `${instance.id} answered ${extract(row)} for a candle.`, { retryable: true });
      return instance.parseOHLCV(row, market);
    });
  };
}

async function inTime<T>(answer: Promise<T>, id: string, { clock, timeoutMs }: HookTerms): Promise<T> {
  let giveUp: () => void = () => undefined;
  const late = new Promise<never>((_resolve, reject) => {
    giveUp = () => reject(new SourceError('ccxt/timeout', `${id} gave no answer within ${timeoutMs / 1000} s.`, { retryable: true }));
  });
  const callOff = clock.after(timeoutMs, giveUp);
  try {
    return await Promise.race([answer, late]);
  } finally {
    callOff();
  }
}

function noteHeaders({ status, headers }: CcxtResponse, { gate, onDate, onBan, clock }: HookTerms): void {
  const sentAtMs = Date.parse(header(headers, 'date') ?? '');
  if (!Number.isNaN(sentAtMs)) onDate(sentAtMs);
  if (status < 400) return;
  const forMs = retryAfterMs(header(headers, 'retry-after'), Number.isNaN(sentAtMs) ? clock.nowMs() : sentAtMs);
  if (forMs === undefined) return;
  gate.close(forMs);
  onBan(status, forMs);
}

function header(headers: CcxtResponse['headers'], name: string): string | undefined {
  const value: unknown = headers instanceof Headers ? headers.get(name) : headers[name];
  return typeof value === 'string' ? value : undefined;
}

function extract(value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? String(value));
  const short = text.trim().slice(0, 60);
  return short === '' ? 'nothing' : JSON.stringify(short);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
