import { allocateColumns, CandleCheck, CandleError, SourceError, type CandleColumns, type DurationMs, type TimestampMs } from '@tradewright/core';

/** What an answer is judged by. */
export interface PageTerms {
  /** Named in errors. */
  readonly name: string;
  readonly stepMs: DurationMs;
  /** What opened earlier was not asked for. */
  readonly sinceMs: TimestampMs;
  /** What had not closed by then, by the exchange's clock when it was asked, may still change. */
  readonly closedByMs: TimestampMs;
  /** Times may stand anywhere: days begin where the exchange likes. Default false. */
  readonly anyGrid?: boolean | undefined;
}

type Row = readonly unknown[];

/** No price is an anomaly here: that is for the engine to judge, which knows the usual price. */
const NO_ANOMALY = { anomalyFactor: Number.MAX_VALUE };

/**
 * The closed candles of an answer, oldest first, each once.
 *
 * @throws {SourceError} `ccxt/garbage` for what are no candles
 * @throws {CandleError} for one that is broken, or there twice and not the same
 */
export function pageOf(answer: unknown, terms: PageTerms): CandleColumns {
  if (!Array.isArray(answer)) throw new SourceError('ccxt/garbage', `${terms.name}: the answer is no list of candles.`, { retryable: true });
  const rows = answer as readonly unknown[];
  const columns = allocateColumns(rows.length);
  let length = 0;
  for (const row of inOrder(rows, terms)) {
    const t = row[0] as number;
    if (t < terms.sinceMs || t + terms.stepMs > terms.closedByMs) continue;
    if (length > 0 && columns.openTimeMs[length - 1] === t && isSame(columns, length - 1, row)) continue;
    put(columns, length++, row);
  }
  judge({ length, ...columns }, terms);
  return { length, ...columns };
}

function inOrder(rows: readonly unknown[], { name }: PageTerms): readonly Row[] {
  let last = -Infinity;
  let isOrdered = true;
  for (const row of rows) {
    if (!isRow(row)) throw new SourceError('ccxt/garbage', `${name}: ${JSON.stringify(row)} is no candle.`, { retryable: true });
    isOrdered &&= (row[0] as number) >= last;
    last = row[0] as number;
  }
  const candles = rows as readonly Row[];
  return isOrdered ? candles : candles.toSorted((a, b) => (a[0] as number) - (b[0] as number));
}

function isRow(row: unknown): row is Row {
  if (!Array.isArray(row)) return false;
  for (let i = 0; i < 6; i++) if (typeof row[i] !== 'number') return false;
  return !Number.isNaN(row[0]);
}

function isSame(c: Omit<CandleColumns, 'length'>, at: number, row: Row): boolean {
  return c.open[at] === row[1] && c.high[at] === row[2] && c.low[at] === row[3] && c.close[at] === row[4] && c.volume[at] === row[5];
}

function put(c: Omit<CandleColumns, 'length'>, at: number, row: Row): void {
  c.openTimeMs[at] = row[0] as number;
  c.open[at] = row[1] as number;
  c.high[at] = row[2] as number;
  c.low[at] = row[3] as number;
  c.close[at] = row[4] as number;
  c.volume[at] = row[5] as number;
}

function judge(page: CandleColumns, { stepMs, name, anyGrid = false }: PageTerms): void {
  const { length, openTimeMs, open, high, low, close, volume } = page;
  let last = -Infinity;
  for (let i = 0; i < length; i++) {
    const t = openTimeMs[i]!;
    const [o, h, l, x, v] = [open[i]!, high[i]!, low[i]!, close[i]!, volume[i]!];
    const isSound = t > last && t > 0 && (anyGrid || t % stepMs === 0) && l > 0 && h < Infinity && l <= o && o <= h && l <= x && x <= h && v >= 0 && v < Infinity;
    if (!isSound) explain(page, stepMs, name);
    last = t;
  }
}

function explain(page: CandleColumns, stepMs: DurationMs, name: string): void {
  const check = new CandleCheck(stepMs, NO_ANOMALY);
  const row = check.accept(page, 0, page.length);
  if (row < page.length) throw new CandleError(check.explain(page, row), name);
}
