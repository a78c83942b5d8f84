import { DAY_MS, type TimestampMs } from '../units.ts';

/** What an account remembers of its equity. */
export interface EquityMarks {
  readonly peakEquityQuote: number;
  /** Beginning of the UTC day that was marked last. */
  readonly dayMs: TimestampMs;
  readonly dayStartEquityQuote: number;
}

export function firstMarks(capitalQuote: number): EquityMarks {
  return { peakEquityQuote: capitalQuote, dayMs: -1, dayStartEquityQuote: capitalQuote };
}

/** The marks after another look at the equity: the same object where it is neither a new day nor a new peak. */
export function markEquity(marks: EquityMarks, equityQuote: number, nowMs: TimestampMs): EquityMarks {
  const dayMs = Math.floor(nowMs / DAY_MS) * DAY_MS;
  const isNewDay = dayMs > marks.dayMs;
  if (!isNewDay && equityQuote <= marks.peakEquityQuote) return marks;
  return {
    peakEquityQuote: Math.max(marks.peakEquityQuote, equityQuote),
    dayMs: isNewDay ? dayMs : marks.dayMs,
    dayStartEquityQuote: isNewDay ? equityQuote : marks.dayStartEquityQuote,
  };
}
