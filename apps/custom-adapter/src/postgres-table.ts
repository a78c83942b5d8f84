import { alignDown, alignUp, columnsOf, InputError, instrument, MINUTE_MS, SourceError, type Candle, type CandleColumns, type CandleRange, type Clock, type Instrument } from '@tradewright/core';
import { DatabaseError, type Pool, type QueryResultRow } from 'pg';
import type { MarketSource } from './exchange-of.ts';

/** Their names become ours, `timestamptz` milliseconds, and `numeric` numbers: pg hands it out as text otherwise. */
const BARS = `select (extract(epoch from bar_start) * 1000)::float8 as "openTimeMs",
    open_px::float8 as open, high_px::float8 as high, low_px::float8 as low, close_px::float8 as close, base_qty::float8 as volume
  from minute_bar
  where ticker = $1 and bar_start >= to_timestamp($2::float8 / 1000) and bar_start < to_timestamp($3::float8 / 1000)
  order by bar_start limit 1000`;

const STEPS = 'select price_step::float8 as "tickSize", qty_step::float8 as "lotSize" from symbol_info where ticker = $1';

/** The tables `minute_bar` and `symbol_info` of somebody else's database. Whoever made the pool closes it. */
export class PostgresTable implements MarketSource {
  readonly name = 'minute_bar';
  readonly #pool: Pool;
  readonly #clock: Clock;
  readonly #instruments = new Map<string, Instrument>();

  constructor(pool: Pool, clock: Clock) {
    this.#pool = pool;
    this.#clock = clock;
  }

  async *candles({ symbol, interval, fromMs, toMs, cancel }: CandleRange): AsyncGenerator<CandleColumns> {
    if (interval !== '1m') throw new InputError('postgres/interval', `${this.name} holds candles of 1m, not of ${interval}: ask for 1m and put them together.`);
    // They write the running minute, too, and correct it until it is over.
    const endMs = Math.min(toMs, alignDown(this.#clock.nowMs(), MINUTE_MS));
    for (let atMs = alignUp(fromMs, MINUTE_MS); atMs < endMs && cancel?.aborted !== true; ) {
      const page = await this.#query<Candle & QueryResultRow>(BARS, [symbol, atMs, endMs]);
      if (page.length === 0) return;
      // Where the page ended the next one begins: an offset would read everything before it again.
      atMs = page.at(-1)!.openTimeMs + MINUTE_MS;
      yield columnsOf(page);
    }
  }

  async instrument(symbol: string): Promise<Instrument> {
    const known = this.#instruments.get(symbol);
    if (known !== undefined) return known;
    const [steps] = await this.#query<Pick<Instrument, 'tickSize' | 'lotSize'> & QueryResultRow>(STEPS, [symbol]);
    if (steps === undefined) throw new InputError('postgres/unknown-symbol', `symbol_info has no row for ${JSON.stringify(symbol)}.`);
    const found = instrument(symbol, steps);
    this.#instruments.set(symbol, found);
    return found;
  }

  async #query<Row extends QueryResultRow>(text: string, values: readonly unknown[]): Promise<Row[]> {
    try {
      return (await this.#pool.query<Row>(text, [...values])).rows;
    } catch (cause) {
      // The server's own refusals stay the same when asked again, but for lost connections (08), too many (53) and a restart (57).
      const retryable = !(cause instanceof DatabaseError) || /^(?:08|53|57)/.test(cause.code ?? '');
      throw new SourceError('postgres/query', `${this.name}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause, retryable });
    }
  }
}
