import type { Instrument, SeriesKey, Span, TimestampMs } from '@tradewright/core';
import { sql } from 'kysely';
import pg from 'pg';
import type { CommitNumber } from '../commit-slots.ts';
import { keptText } from '../kept-text.ts';
import { queriesOf, type Statement } from '../tables.ts';

/** Every statement of the store. */
export interface CandleStatements {
  /** Every series with a covered span. */
  series(): Statement;
  /** The spans that overlap or touch one. */
  spans(key: SeriesKey, span: Span): Statement;
  /** Finds nothing if this number was left already. */
  leaveNumber(number: CommitNumber): Statement;
  /** Until the transaction ends, nobody else fills the series, and its statements take the time they take. */
  lock(key: SeriesKey): Statement;
  /** One span in place of those that it touches. */
  dropSpans(key: SeriesKey, joined: Span): Statement;
  putSpan(key: SeriesKey, joined: Span): Statement;
  instrument(exchange: string, symbol: string): Statement;
  keepInstrument(exchange: string, instrument: Instrument): Statement;
  /** The first `limit` candles of a span, as a binary COPY of six columns. */
  copyOut(key: SeriesKey, span: Span, limit: number): string;
  /** A binary COPY of all nine columns. */
  readonly copyIn: string;
}

export function candleStatements(schema: string): CandleStatements {
  return { ...fillStatements(schema), ...questions(schema), ...copies(schema), ...instrumentStatements(schema) };
}

type FillStatements = Pick<CandleStatements, 'leaveNumber' | 'lock' | 'dropSpans' | 'putSpan'>;

function fillStatements(schema: string): FillStatements {
  const db = queriesOf(schema);
  return {
    leaveNumber: ({ writer, slot, number }) => db
      .insertInto('commit_slot')
      .values({ writer, slot, number: String(number), committed_at: sql<Date>`clock_timestamp()` })
      .onConflict((conflict) => conflict
        .columns(['writer', 'slot'])
        .doUpdateSet({ number: sql<string>`excluded.number`, committed_at: sql<Date>`excluded.committed_at` })
        .where(sql<boolean>`commit_slot.number < excluded.number`))
      .returning('number')
      .compile(),
    // The timeout of a statement would end a long COPY that goes well; whether it does is watched here, by its progress.
    lock: (key) => db
      .insertInto('candle_series')
      .values({ ...kept(key), filled_at: sql<Date>`clock_timestamp()` })
      .onConflict((conflict) => conflict.columns(['exchange', 'symbol', 'interval']).doUpdateSet({ filled_at: sql<Date>`clock_timestamp()` }))
      .returning(sql`set_config('statement_timeout', '0', true)`.as('timeout'))
      .compile(),
    dropSpans: (key, { fromMs, toMs }) => db.deleteFrom('candle_spans').where(ofSeries(key)).where('from_ms', '>', String(fromMs)).where('to_ms', '<=', String(toMs)).compile(),
    putSpan: (key, { fromMs, toMs }) => db
      .insertInto('candle_spans')
      .values({ ...kept(key), from_ms: String(fromMs), to_ms: String(toMs) })
      .onConflict((conflict) => conflict.columns(['exchange', 'symbol', 'interval', 'from_ms']).doUpdateSet({ to_ms: String(toMs) }))
      .compile(),
  };
}

function questions(schema: string): Pick<CandleStatements, 'series' | 'spans'> {
  const db = queriesOf(schema);
  return {
    series: () => db.selectFrom('candle_spans').select(['exchange', 'symbol', 'interval']).distinct().compile(),
    spans: (key, { fromMs, toMs }) => db
      .selectFrom('candle_spans')
      .select(['from_ms', 'to_ms'])
      .where(ofSeries(key))
      .where('to_ms', '>=', wholeMs(fromMs))
      .where('from_ms', '<=', wholeMs(toMs))
      .orderBy('from_ms')
      .compile(),
  };
}

/** COPY takes no parameters: texts and times become part of it, quoted. */
function copies(schema: string): Pick<CandleStatements, 'copyOut' | 'copyIn'> {
  const columns = 'open_time, open, high, low, close, volume';
  return {
    copyOut: (key, { fromMs, toMs }, limit) => {
      const { exchange, symbol, interval } = kept(key);
      const series = `exchange = ${pg.escapeLiteral(exchange)} and symbol = ${pg.escapeLiteral(symbol)} and "interval" = ${pg.escapeLiteral(interval)}`;
      return `copy (select ${columns} from "${schema}".candles where ${series} and open_time >= ${timeLiteral(fromMs)} and open_time < ${timeLiteral(toMs)} order by open_time limit ${limit}) to stdout (format binary)`;
    },
    copyIn: `copy "${schema}".candles (exchange, symbol, "interval", ${columns}) from stdin (format binary)`,
  };
}

function instrumentStatements(schema: string): Pick<CandleStatements, 'instrument' | 'keepInstrument'> {
  const db = queriesOf(schema);
  return {
    // By their bits: how many digits a number is shown with is a setting of the server.
    instrument: (exchange, symbol) => db
      .selectFrom('candle_instruments')
      .select(sql<string>`encode(float8send(tick_size) || float8send(lot_size) || float8send(min_notional), 'hex')`.as('limits'))
      .where('exchange', '=', keptText(exchange))
      .where('symbol', '=', keptText(symbol))
      .compile(),
    keepInstrument: (exchange, { symbol, tickSize, lotSize, minNotional }) => {
      const limits = { tick_size: tickSize, lot_size: lotSize, min_notional: minNotional, kept_at: sql<Date>`clock_timestamp()` };
      return db
        .insertInto('candle_instruments')
        .values({ exchange: keptText(exchange), symbol: keptText(symbol), ...limits })
        .onConflict((conflict) => conflict.columns(['exchange', 'symbol']).doUpdateSet(limits))
        .compile();
    },
  };
}

function kept({ exchange, symbol, interval }: SeriesKey): { exchange: string; symbol: string; interval: string } {
  return { exchange: keptText(exchange), symbol: keptText(symbol), interval: keptText(interval) };
}

function ofSeries(key: SeriesKey) {
  const { exchange, symbol, interval } = kept(key);
  return sql<boolean>`exchange = ${exchange} and symbol = ${symbol} and "interval" = ${interval}`;
}

/** Of an instant for a column of type bigint. */
function wholeMs(atMs: TimestampMs): string {
  return String(Math.max(Math.min(Math.ceil(atMs), Number.MAX_SAFE_INTEGER), Number.MIN_SAFE_INTEGER));
}

/** The latest instant a `Date` can hold, and so any candle. */
const LAST_MS = 8.64e15;

function timeLiteral(atMs: TimestampMs): string {
  if (atMs > LAST_MS) return "'infinity'";
  // No candle is older than 1970. Years of more than four digits have a sign and a zero in front, which PostgreSQL does not know.
  return `'${new Date(Math.max(0, Math.ceil(atMs))).toISOString().replace(/^\+0*/, '')}'`;
}
