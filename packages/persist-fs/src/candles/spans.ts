import type { Span } from '@tradewright/core';

/** All of them, ascending and none touching another. */
export function united(spans: readonly Span[]): Span[] {
  const whole: Span[] = [];
  for (const { fromMs, toMs } of [...spans].sort((a, b) => a.fromMs - b.fromMs)) {
    const last = whole.at(-1);
    if (toMs <= fromMs) continue;
    if (last !== undefined && fromMs <= last.toMs) whole[whole.length - 1] = { fromMs: last.fromMs, toMs: Math.max(last.toMs, toMs) };
    else whole.push({ fromMs, toMs });
  }
  return whole;
}

/** What of them lies within a span. */
export function within(spans: readonly Span[], { fromMs, toMs }: Span): Span[] {
  return spans.map((span) => ({ fromMs: Math.max(span.fromMs, fromMs), toMs: Math.min(span.toMs, toMs) })).filter((span) => span.fromMs < span.toMs);
}

/** What of them lies outside a span. */
export function without(spans: readonly Span[], { fromMs, toMs }: Span): Span[] {
  return [...within(spans, { fromMs: -Infinity, toMs: fromMs }), ...within(spans, { fromMs: toMs, toMs: Infinity })].sort((a, b) => a.fromMs - b.fromMs);
}

export function overlap(a: Span, b: Span): boolean {
  return a.fromMs < b.toMs && b.fromMs < a.toMs;
}

/** Whether some of them are the same as the others. */
export function sameSpans(some: readonly Span[], others: readonly Span[]): boolean {
  return some.length === others.length && some.every(({ fromMs, toMs }, i) => fromMs === others[i]?.fromMs && toMs === others[i]?.toMs);
}
