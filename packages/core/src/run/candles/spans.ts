import type { Span } from '../../ports/candle-store.ts';
import type { DurationMs } from '../../units.ts';

/** Spans, ascending, with one more added: what touches or overlaps becomes one. A span without length adds nothing. */
export function addSpan(spans: readonly Span[], { fromMs, toMs }: Span): readonly Span[] {
  if (fromMs >= toMs) return spans;
  const before = spans.filter((one) => one.toMs < fromMs);
  const after = spans.filter((one) => one.fromMs > toMs);
  const touched = spans.slice(before.length, spans.length - after.length);
  const joined = { fromMs: Math.min(fromMs, touched[0]?.fromMs ?? fromMs), toMs: Math.max(toMs, touched.at(-1)?.toMs ?? toMs) };
  return [...before, joined, ...after];
}

/** The parts of ascending spans that lie within another. */
export function clipSpans(spans: readonly Span[], within: Span): Span[] {
  return spans.flatMap((one) => {
    const [fromMs, toMs] = [Math.max(one.fromMs, within.fromMs), Math.min(one.toMs, within.toMs)];
    return fromMs < toMs ? [{ fromMs, toMs }] : [];
  });
}

/** The parts of a span that none of the ascending spans covers. */
export function uncoveredSpans(within: Span, covered: readonly Span[]): Span[] {
  const open: Span[] = [];
  let fromMs = within.fromMs;
  for (const one of clipSpans(covered, within)) {
    if (one.fromMs > fromMs) open.push({ fromMs, toMs: one.fromMs });
    fromMs = one.toMs;
  }
  if (fromMs < within.toMs) open.push({ fromMs, toMs: within.toMs });
  return open;
}

/** Ascending spans cut into pieces of at most a length. */
export function cutSpans(spans: readonly Span[], lengthMs: DurationMs): Span[] {
  return spans.flatMap(({ fromMs, toMs }) => {
    const pieces = Math.ceil((toMs - fromMs) / lengthMs);
    return Array.from({ length: pieces }, (_, i) => ({ fromMs: fromMs + i * lengthMs, toMs: Math.min(toMs, fromMs + (i + 1) * lengthMs) }));
  });
}

/** Ascending spans, made one where no more than a length lies between them. */
export function joinNear(spans: readonly Span[], nearMs: DurationMs): Span[] {
  const joined: Span[] = [];
  for (const one of spans) {
    const last = joined.at(-1);
    if (last !== undefined && one.fromMs - last.toMs <= nearMs) joined[joined.length - 1] = { fromMs: last.fromMs, toMs: one.toMs };
    else joined.push(one);
  }
  return joined;
}
