import type { TimestampMs } from '@tradewright/core';
import { prepare } from '../prepare.ts';
import type { Period, RunRequest } from '../request.ts';
import { cutExchange } from './cut-exchange.ts';
import { listenDecisions } from './decision.ts';
import { DecisionLog, Mark, type Decided } from './decision-log.ts';

/** What a worker thread is told. */
export interface CutOrder {
  readonly request: RunRequest;
  readonly period: Period;
  /** Decisions known by then are compared. */
  readonly markMs: TimestampMs;
  /** Whether candles that close later are taken away; else the run is repeated as it was. */
  readonly cut: boolean;
}

export type CutAnswer = { readonly decided: Decided } | { readonly failed: string };

/** Runs the strategy again and takes down what it has decided by the mark. */
export async function runCut({ request, period, markMs, cut }: CutOrder): Promise<Decided> {
  const prepared = await prepare(request, cut ? (exchange) => cutExchange(exchange, markMs) : undefined);
  const cancel = new AbortController();
  const log = new DecisionLog();
  const mark = new Mark(markMs);
  log.watch(mark);
  const stream = prepared.start(period, cancel.signal);
  listenDecisions(() => stream.counts, {
    decided(knownAtMs, decision) {
      log.add(knownAtMs, decision);
      // Nothing after the mark matters; a repeated run need not go on to its end.
      if (mark.decided !== null) cancel.abort();
    },
  });
  for await (const _result of stream);
  log.end();
  return mark.decided!;
}
