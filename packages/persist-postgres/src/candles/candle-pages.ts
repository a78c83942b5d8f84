import { CandleCheck, intervalMs, type CancelSignal, type CandleColumns, type SeriesKey, type Span } from '@tradewright/core';
import { corrupt } from '../read-row.ts';
import type { CandleStatements } from './candle-statements.ts';
import { RowDecoder } from './row-decoder.ts';

/** Each page is a COPY of its own, so that nothing is held while the caller works on it. */
const PAGE = 65_536;

/** Answers one COPY; with nothing if it was cancelled. */
export type AskPage = (text: string, decoder: RowDecoder) => Promise<CandleColumns | undefined>;

export interface PagesOf {
  readonly statements: CandleStatements;
  readonly key: SeriesKey;
  readonly span: Span;
  readonly cancel?: CancelSignal | undefined;
}

/** What is stored of a span, page after page, each in the columns of the one before. Nothing is believed unseen. */
export async function* candlePages({ statements, key, span, cancel }: PagesOf, ask: AskPage): AsyncGenerator<CandleColumns> {
  const stepMs = intervalMs(key.interval);
  const name = `candles of ${key.exchange} ${key.symbol} ${key.interval}`;
  let fromMs = Math.max(0, Math.ceil(span.fromMs));
  const { toMs } = span;
  if (!(fromMs < toMs)) return;
  const decoder = new RowDecoder(Math.min(PAGE, Math.ceil((toMs - fromMs) / stepMs)), name);
  const check = new CandleCheck(stepMs, { anomalyFactor: Infinity });
  while (fromMs < toMs && !isOver(cancel)) {
    const page = await ask(statements.copyOut(key, { fromMs, toMs }, decoder.capacity), decoder);
    if (page === undefined || page.length === 0 || isOver(cancel)) return;
    const broken = check.accept(page, 0, page.length);
    if (broken < page.length) throw corrupt(name, check.explain(page, broken).detail);
    yield page;
    if (page.length < decoder.capacity) return;
    fromMs = page.openTimeMs[page.length - 1]! + stepMs;
  }
}

/** It changes while a page is waited for. */
function isOver(cancel: CancelSignal | undefined): boolean {
  return cancel?.aborted === true;
}
