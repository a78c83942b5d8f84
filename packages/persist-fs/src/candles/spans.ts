import type { Span } from '@tradewright/core';
import { clipSpans } from '@tradewright/core/run';

/** What of ascending spans lies outside another. */
export function without(spans: readonly Span[], { fromMs, toMs }: Span): Span[] {
  return [...clipSpans(spans, { fromMs: -Infinity, toMs: fromMs }), ...clipSpans(spans, { fromMs: toMs, toMs: Infinity })];
}

export function overlap(a: Span, b: Span): boolean {
  return a.fromMs < b.toMs && b.fromMs < a.toMs;
}

/** Whether some of them are the same as the others. */
export function sameSpans(some: readonly Span[], others: readonly Span[]): boolean {
  return some.length === others.length && some.every(({ fromMs, toMs }, i) => fromMs === others[i]?.fromMs && toMs === others[i]?.toMs);
}
