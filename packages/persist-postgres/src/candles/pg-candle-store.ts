import { instrument, intervalMs, isInterval, type CancelSignal, type CandleColumns, type CandleStore, type Filled, type Instrument, type SeriesKey, type Span } from '@tradewright/core';
import { checkFill, checkKey, checkKeyText, clipSpans } from '@tradewright/core/run';
import { CommitSlots, type CommitNumber } from '../commit-slots.ts';
import type { Connections, Row } from '../connections.ts';
import { givenText } from '../kept-text.ts';
import { openConnections, type PgStoreOptions } from '../open-connections.ts';
import { corrupt } from '../read-row.ts';
import { inTransaction } from '../transaction.ts';
import { candlePages } from './candle-pages.ts';
import { candleStatements, type CandleStatements } from './candle-statements.ts';
import { contentHash } from './content-hash.ts';
import { copyOut } from './copy.ts';
import { fillSeries, runOn, spansOf, type Filling } from './fill-series.ts';

const NOTHING: Filled = { added: 0, mended: 0, differing: 0, differences: [] };

/**
 * A machine that vanishes in the middle of a COPY would otherwise keep its series locked for as long as the system of the
 * server believes in it: two hours.
 */
const BEGIN = 'begin isolation level read committed; set local tcp_keepalives_idle = 10; set local tcp_keepalives_interval = 5; set local tcp_keepalives_count = 3';

/** Candles in PostgreSQL: every fill is one transaction, and many processes may share them. */
export class PgCandleStore implements CandleStore {
  readonly name: string = 'postgres';
  readonly #connections: Connections;
  readonly #statements: CandleStatements;
  readonly #slots = new CommitSlots();

  private constructor(connections: Connections) {
    this.#connections = connections;
    this.#statements = candleStatements(connections.terms.schema);
  }

  /**
   * Connects, and looks whether the server can be trusted and the tables are there.
   *
   * @throws {InputError} `store/options`
   * @throws {StoreError} the README lists the codes
   */
  static open(options: PgStoreOptions): Promise<PgCandleStore> {
    return openConnections(options, async (connections) => new PgCandleStore(connections));
  }

  async series(): Promise<readonly SeriesKey[]> {
    const rows = await this.#connections.run(() => this.#statements.series(), { doing: 'Listing the series of candles' });
    return rows.map(keyOf).sort(byKey);
  }

  async covered(key: SeriesKey, within: Span): Promise<readonly Span[]> {
    checkKey(key);
    const rows = await this.#connections.run(() => this.#statements.spans(key, within), { doing: `Looking up what is covered of ${nameOf(key)}` });
    return clipSpans(spansOf(key, rows), within);
  }

  /** Nothing is held between pages: each is a question of its own, on any connection, and is asked again if that breaks. */
  async *candles(key: SeriesKey, span: Span, cancel?: CancelSignal): AsyncGenerator<CandleColumns> {
    checkKey(key);
    yield* candlePages({ statements: this.#statements, key, span, cancel }, (text, decoder) =>
      this.#connections.try((client, alive) => copyOut({ client, alive }, text, decoder, cancel), { doing: `Reading candles of ${nameOf(key)}` }));
  }

  async fill(key: SeriesKey, span: Span, candles: CandleColumns): Promise<Filled> {
    this.#connections.checkOpen();
    checkFill(key, span, candles);
    return span.fromMs === span.toMs ? NOTHING : this.#fill({ key, span, candles });
  }

  async #fill(filling: Filling): Promise<Filled> {
    let number: CommitNumber | undefined;
    let isCommitting = false;
    let filled = NOTHING;
    const onCommit = (): void => void (isCommitting = true);
    try {
      return await this.#connections.try((client, alive) => {
        const line = { client, alive };
        number ??= this.#slots.take();
        const leaving = this.#statements.leaveNumber(number);
        isCommitting = false;
        return inTransaction(client, async () => {
          // If the number is there, an earlier attempt landed and only its answer was lost.
          const isNew = (await runOn(line, leaving)).length > 0;
          if (isNew) filled = await fillSeries(line, this.#statements, filling);
          return filled;
        }, { begin: BEGIN, onCommit });
      }, { doing: `Filling ${nameOf(filling.key)}`, isCommit: () => isCommitting, whenLost: 'fill it again, which is safe.' });
    } finally {
      if (number !== undefined) this.#slots.giveBack(number);
    }
  }

  contentHash(key: SeriesKey, span: Span): Promise<string> {
    return contentHash(this.candles(key, span));
  }

  async instrument(exchange: string, symbol: string): Promise<Instrument | undefined> {
    checkNames(exchange, symbol);
    const [row] = await this.#connections.run(() => this.#statements.instrument(exchange, symbol), { doing: `Looking up the instrument ${exchange} ${symbol}` });
    if (row === undefined) return undefined;
    const limits = Buffer.from(String(row['limits']), 'hex');
    return { symbol, tickSize: limits.readDoubleBE(0), lotSize: limits.readDoubleBE(8), minNotional: limits.readDoubleBE(16) };
  }

  async keepInstrument(exchange: string, { symbol, ...limits }: Instrument): Promise<void> {
    checkNames(exchange, symbol);
    const kept = instrument(symbol, limits);
    await this.#connections.run(() => this.#statements.keepInstrument(exchange, kept), { doing: `Keeping the instrument ${exchange} ${symbol}` });
  }

  async close(): Promise<void> {
    await this.#connections.close();
  }
}

function checkNames(exchange: string, symbol: string): void {
  checkKeyText('exchange', exchange);
  checkKeyText('symbol', symbol);
}

function nameOf({ exchange, symbol, interval }: SeriesKey): string {
  return `${exchange} ${symbol} ${interval}`;
}

function keyOf({ exchange, symbol, interval }: Row): SeriesKey {
  const text = String(interval);
  if (!isInterval(text)) throw corrupt('interval of a covered span', text);
  return { exchange: givenText(String(exchange)), symbol: givenText(String(symbol)), interval: text };
}

function byKey(a: SeriesKey, b: SeriesKey): number {
  for (const part of ['exchange', 'symbol'] as const) if (a[part] !== b[part]) return a[part] < b[part] ? -1 : 1;
  return intervalMs(a.interval) - intervalMs(b.interval);
}
