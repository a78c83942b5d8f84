import {
  counted, Failure, openCached, openCandleStore, openExchange, ProgressLine, SeriesProgress, seriesText, surveyOf, warm, warmProgress, withNote,
  type CachedMarket, type Interruption, type OpenedCandleStore, type OpenedExchange,
} from '@tradewright/cli-kit';
import { candlesSince, sourceExchange, type CandleColumns, type CandleRange, type CandleSource, type Instrument, type SeriesKey, type SourceExchange, type Span } from '@tradewright/core';
import type { IExchangeSchema } from 'tradewright';
import type { ExchangeOrigin, Period } from './request.ts';

/** What a run on the candles of an exchange stands on. */
export interface StoredData {
  readonly key: SeriesKey;
  readonly span: Span;
  readonly candles: number;
  readonly contentHash: string;
  /** What the store is called. */
  readonly store: string;
}

export interface FetchParts {
  readonly interruption: Interruption;
  readonly terminal: NodeJS.WriteStream;
  readonly quiet: boolean;
}

/** The candles of an exchange, read through a store: what is kept is asked for nowhere else. */
export class StoredMarket {
  readonly exchange: IExchangeSchema;
  readonly skippedRows = 0;
  readonly skippedSamples: readonly never[] = [];
  readonly #opened: OpenedCandleStore;
  readonly #remote: OpenedExchange;
  readonly #market: CachedMarket;
  readonly #key: SeriesKey;
  #progress: ProgressLine | undefined;
  #row: SeriesProgress;
  /** What the run stands on. */
  #span: Span = { fromMs: 0, toMs: 0 };
  #data: StoredData | undefined;

  private constructor(opened: OpenedCandleStore, { exchange, patience }: ExchangeOrigin, symbol: string) {
    const say = (message: string): void => this.#progress?.say(message);
    this.#opened = opened;
    this.#remote = openExchange(exchange, { ...patience, onNotice: say });
    this.#row = new SeriesProgress(symbol);
    this.#market = openCached(this.#remote, opened.store, {
      onFill: (told) => (told.key.symbol === symbol ? this.#row.filled(told) : undefined),
      onFault: ({ message }) => say(`${message}. It was left out.`),
    });
    this.#key = { exchange: this.#remote.name, symbol, interval: '1m' };
    const source = this.#bounded();
    this.exchange = this.#exchangeOf(source);
  }

  /** @throws {Failure}, {StoreError} where the store cannot be opened */
  static async open(origin: ExchangeOrigin, symbol: string, directory: string): Promise<StoredMarket> {
    return new StoredMarket(await openCandleStore(origin.store, { directory, env: process.env }), origin, symbol);
  }

  /** Nothing that opens behind the span is seen by anybody: what the run stands on is named by its hash. */
  bound(span: Span): void {
    this.#span = span;
  }

  /** Fetches what is missing of the span. @throws {Failure}, {EngineError} then what has come is kept */
  async fetch({ interruption, terminal, quiet }: FetchParts): Promise<void> {
    const row = this.#row;
    const startedMs = performance.now();
    this.#progress = new ProgressLine(terminal, !quiet, () => warmProgress([row], performance.now() - startedMs));
    const note = (): string => `${row.added === 0 ? 'What was kept before stays' : `${counted(row.added, 'new candle')} ${row.added === 1 ? 'is' : 'are'} kept in ${this.#opened.title}`}; the same command goes on from there.`;
    try {
      const { store } = this.#opened;
      await interruption.orGiveUp(() => warm({ exchange: this.#remote, store, market: this.#market, interval: '1m', span: this.#span, rows: [row], parallel: 1, cancel: interruption.signal }));
    } catch (error) {
      throw withNote(error, note());
    } finally {
      this.#progress.end();
    }
    if (interruption.signal.aborted) throw new Failure(`Interrupted while candles were fetched. ${note()}`, interruption.exitCode);
    if (row.failure !== null) throw withNote(row.failure, note());
  }

  /** From the first candle that there is to the last one. @throws {Failure} where there is none */
  async extent(): Promise<Period> {
    const { store } = this.#opened;
    const { extent, candles } = await surveyOf(store, this.#key, this.#span);
    if (extent === undefined) throw new Failure(`${seriesText(this.#key)}: there is no candle in this time.`);
    this.#data = { key: this.#key, span: this.#span, candles, contentHash: await store.contentHash(this.#key, this.#span), store: this.#opened.title };
    return extent;
  }

  /** Known once `extent` was asked for. */
  get data(): StoredData | null {
    return this.#data ?? null;
  }

  async close(): Promise<void> {
    await this.#remote.close().catch(() => undefined);
    await this.#opened.store.close().catch(() => undefined);
  }

  #bounded(): CandleSource {
    const { cached } = this.#market;
    return {
      name: this.#remote.name,
      candles: (range: CandleRange): AsyncIterable<CandleColumns> => cached.candles({ ...range, toMs: Math.min(range.toMs, this.#span.toMs) }),
    };
  }

  /** Writes prices and quantities by steps that are kept, else as the exchange does. */
  #exchangeOf(source: CandleSource): IExchangeSchema {
    const { name: exchangeName, schema } = this.#remote;
    const writer = async (symbol: string): Promise<Pick<SourceExchange, 'formatPrice' | 'formatQuantity'>> => {
      const instrument = await this.#instrumentOf(symbol);
      return instrument === undefined ? schema : sourceExchange({ exchangeName, source, instrumentOf: () => instrument });
    };
    return {
      exchangeName,
      getCandles: (symbol, interval, since, limit) => candlesSince(source, exchangeName, { symbol, interval, since, limit }),
      formatPrice: async (symbol, price) => (await writer(symbol)).formatPrice(symbol, price),
      formatQuantity: async (symbol, quantity) => (await writer(symbol)).formatQuantity(symbol, quantity),
      source,
    };
  }

  /** As it is kept; of another symbol that the strategy asks for, as the exchange says. */
  async #instrumentOf(symbol: string): Promise<Instrument | undefined> {
    const { store } = this.#opened;
    const kept = await store.instrument(this.#remote.name, symbol);
    if (kept !== undefined) return kept;
    const asked = await this.#remote.instrument(symbol);
    if (asked !== undefined) await store.keepInstrument(this.#remote.name, asked);
    return asked;
  }
}
