import type { SeriesKey, Span } from '../../ports/candle-store.ts';
import type { DurationMs, TimestampMs } from '../../units.ts';
import { addSpan, joinNear } from './spans.ts';

interface Resting {
  readonly span: Span;
  readonly untilMs: TimestampMs;
}

/** Spans that are let rest for a time: what is broken is not asked for at every question. */
export class Rest {
  readonly #lengthMs: DurationMs;
  readonly #resting: Map<string, readonly Resting[]> = new Map();

  constructor(lengthMs: DurationMs) {
    this.#lengthMs = lengthMs;
  }

  begin(key: SeriesKey, spans: readonly Span[], nowMs: TimestampMs): void {
    if (spans.length === 0) return;
    const before = (this.#resting.get(idOf(key)) ?? []).filter(({ untilMs }) => untilMs > nowMs);
    this.#resting.set(idOf(key), [...before, ...joinNear(spans, 0).map((span) => ({ span, untilMs: nowMs + this.#lengthMs }))]);
  }

  /** Ascending spans, with those that rest now. */
  with(key: SeriesKey, spans: readonly Span[], within: Span, nowMs: TimestampMs): readonly Span[] {
    const resting = (this.#resting.get(idOf(key)) ?? []).filter(({ span, untilMs }) => untilMs > nowMs && span.fromMs < within.toMs && span.toMs > within.fromMs);
    return resting.reduce((all, { span }) => addSpan(all, { fromMs: Math.max(span.fromMs, within.fromMs), toMs: Math.min(span.toMs, within.toMs) }), spans);
  }
}

function idOf({ exchange, symbol, interval }: SeriesKey): string {
  return JSON.stringify([exchange, symbol, interval]);
}
