import type { IncomingMessage, ServerResponse } from 'node:http';
import type { TimestampMs } from '@tradewright/core';
import type { Delays } from '../delays.ts';
import type { FaultPlan, Strike } from '../faults/fault-plan.ts';
import { isCandleFault } from '../faults/fault.ts';
import { refused, type Answer, type Asked, type Floor } from './answer.ts';
import { reply, replyWrongly } from './reply.ts';
import { RequestLog, type LoggedRequest } from './request-log.ts';
import { ROUTES } from './routes.ts';
import { Weight } from './weight.ts';

export interface DeskParts {
  readonly floor: Floor;
  readonly faults: FaultPlan;
  readonly delays: Delays;
  readonly weightPerMinute: number;
  readonly keepRequests: number;
  nowMs(): TimestampMs;
}

/** Takes requests and answers them, rightly or as the fault plan has it. */
export class RestDesk {
  readonly log: RequestLog;
  readonly #parts: DeskParts;
  readonly #weight: Weight;

  constructor(parts: DeskParts) {
    this.#parts = parts;
    this.log = new RequestLog(parts.keepRequests);
    this.#weight = new Weight(parts.weightPerMinute);
  }

  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { faults, delays } = this.#parts;
    const { path, queryText, query } = addressOf(request);
    const strike = faults.request({ path, symbol: query.get('symbol') ?? undefined });
    const entry: LoggedRequest = { atMs: this.#parts.nowMs(), method: request.method ?? 'GET', path, query: Object.fromEntries(query), status: null, fault: strike.fault?.kind };
    this.log.add(entry);
    request.resume();
    if (strike.delayMs > 0 && !(await delays.wait(strike.delayMs))) return void response.destroy();
    if (response.destroyed) return;
    const answer = (): Answer => this.#answer(path, { query, queryText, ...this.#asked(request, strike) });
    const retryAfterS = this.#useWeight(path, response);
    const { fault } = strike;
    if (retryAfterS !== undefined) entry.status = replyWrongly(response, { kind: 'status', status: 429, retryAfterS }, answer);
    else if (fault === undefined || isCandleFault(fault)) entry.status = reply(response, answer());
    else entry.status = replyWrongly(response, fault, answer);
  }

  #asked(request: IncomingMessage, { fault, skewMs, lateMs }: Strike): Pick<Asked, 'apiKey' | 'nowMs' | 'lateMs' | 'candleFault'> {
    const apiKey = request.headers['x-mbx-apikey'];
    return {
      apiKey: typeof apiKey === 'string' ? apiKey : undefined,
      nowMs: this.#parts.nowMs() + skewMs,
      lateMs,
      candleFault: fault !== undefined && isCandleFault(fault) ? fault : undefined,
    };
  }

  #answer(path: string, asked: Asked): Answer {
    const route = ROUTES.get(path);
    return route === undefined ? refused(-1, `There is no ${path} here.`, 404) : route.answer(this.#parts.floor, asked);
  }

  /** Counts the request; seconds to stay away, if it was one too many. */
  #useWeight(path: string, response: ServerResponse): number | undefined {
    const nowMs = this.#parts.nowMs();
    const used = this.#weight.add(ROUTES.get(path)?.weight ?? 1, nowMs);
    response.setHeader('X-MBX-USED-WEIGHT', used);
    response.setHeader('X-MBX-USED-WEIGHT-1M', used);
    return this.#weight.retryAfterS(nowMs);
  }
}

function addressOf({ url = '/' }: IncomingMessage): { readonly path: string; readonly queryText: string; readonly query: URLSearchParams } {
  const mark = url.indexOf('?');
  const path = mark < 0 ? url : url.slice(0, mark);
  const queryText = mark < 0 ? '' : url.slice(mark + 1);
  return { path, queryText, query: new URLSearchParams(queryText) };
}
