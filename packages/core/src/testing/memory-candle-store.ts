import { StoreError } from '../error.ts';
import type { Candle } from '../market/candle.ts';
import { candleAt, columnsOf, type CandleColumns } from '../market/columns.ts';
import { intervalMs } from '../market/interval.ts';
import { instrument, type Instrument } from '../market/instrument.ts';
import type { CancelSignal } from '../ports/cancel-signal.ts';
import type { CandleDifference, CandleStore, Filled, SeriesKey, Span } from '../ports/candle-store.ts';
import { checkFill } from '../run/candles/check-fill.ts';
import { checkKey, checkKeyText } from '../run/candles/check-key.ts';
import { addSpan, clipSpans } from '../run/candles/spans.ts';
import { sha256 } from './sha256.ts';

const PAGE = 1000;

/** What is kept of one series. */
export interface MemorySeries {
  readonly key: SeriesKey;
  /** Oldest first. */
  readonly candles: readonly Candle[];
  readonly covered: readonly Span[];
}

/** What candle stores in memory share and leave behind when they are closed. */
export class MemoryCandleDisk {
  readonly series: Map<string, MemorySeries> = new Map();
  readonly instruments: Map<string, Instrument> = new Map();
}

/** A candle store that forgets with the process. */
export class MemoryCandleStore implements CandleStore {
  readonly name = 'memory';
  readonly #disk: MemoryCandleDisk;
  #closed = false;

  constructor(disk: MemoryCandleDisk = new MemoryCandleDisk()) {
    this.#disk = disk;
  }

  async series(): Promise<readonly SeriesKey[]> {
    this.#checkOpen();
    return [...this.#disk.series.values()].map(({ key }) => key).sort(byKey);
  }

  async covered(key: SeriesKey, within: Span): Promise<readonly Span[]> {
    this.#checkOpen();
    checkKey(key);
    return clipSpans(this.#kept(key).covered, within);
  }

  async *candles(key: SeriesKey, span: Span, cancel?: CancelSignal): AsyncGenerator<CandleColumns> {
    this.#checkOpen();
    checkKey(key);
    const wanted = this.#inside(key, span);
    for (let at = 0; at < wanted.length; at += PAGE) {
      this.#checkOpen();
      if (cancel?.aborted === true) return;
      yield columnsOf(wanted.slice(at, at + PAGE));
    }
  }

  async fill(key: SeriesKey, span: Span, candles: CandleColumns): Promise<Filled> {
    this.#checkOpen();
    checkFill(key, span, candles);
    const { exchange, symbol, interval } = key;
    const kept = this.#kept(key);
    const got = new Map(Array.from({ length: candles.length }, (_, row) => [candles.openTimeMs[row]!, candleAt(candles, row)]));
    const stored = this.#inside(key, span);
    const differences: CandleDifference[] = stored.map((one) => ({ stored: one, got: got.get(one.openTimeMs) ?? null })).filter((one) => !same(one.stored, one.got));
    for (const { openTimeMs } of stored) got.delete(openTimeMs);
    const added = [...got.values()];
    const mended = added.filter(({ openTimeMs }) => kept.covered.some(({ fromMs, toMs }) => fromMs <= openTimeMs && openTimeMs < toMs)).length;
    const covered = addSpan(kept.covered, span);
    const all = [...kept.candles, ...added].sort((a, b) => a.openTimeMs - b.openTimeMs);
    if (covered.length > 0) this.#disk.series.set(idOf(key), { key: { exchange, symbol, interval }, candles: all, covered });
    return { added: added.length, mended, differing: differences.length, differences: differences.slice(0, 100) };
  }

  async contentHash(key: SeriesKey, span: Span): Promise<string> {
    this.#checkOpen();
    checkKey(key);
    const candles = this.#inside(key, span);
    const bytes = new DataView(new ArrayBuffer(candles.length * 48));
    candles.forEach(({ openTimeMs, open, high, low, close, volume }, row) => {
      [openTimeMs, open, high, low, close, volume].forEach((value, i) => bytes.setFloat64(row * 48 + i * 8, value, true));
    });
    return sha256(new Uint8Array(bytes.buffer));
  }

  async instrument(exchange: string, symbol: string): Promise<Instrument | undefined> {
    this.#checkOpen();
    checkNames(exchange, symbol);
    return this.#disk.instruments.get(JSON.stringify([exchange, symbol]));
  }

  async keepInstrument(exchange: string, { symbol, ...limits }: Instrument): Promise<void> {
    this.#checkOpen();
    checkNames(exchange, symbol);
    this.#disk.instruments.set(JSON.stringify([exchange, symbol]), instrument(symbol, limits));
  }

  async close(): Promise<void> {
    this.#closed = true;
  }

  #checkOpen(): void {
    if (this.#closed) throw new StoreError('store/closed', 'The candle store in memory is closed.');
  }

  #kept(key: SeriesKey): MemorySeries {
    return this.#disk.series.get(idOf(key)) ?? { key, candles: [], covered: [] };
  }

  #inside(key: SeriesKey, { fromMs, toMs }: Span): readonly Candle[] {
    return this.#kept(key).candles.filter(({ openTimeMs }) => openTimeMs >= fromMs && openTimeMs < toMs);
  }
}

/** Under which a series is kept. */
export function idOf({ exchange, symbol, interval }: SeriesKey): string {
  return JSON.stringify([exchange, symbol, interval]);
}

function checkNames(exchange: string, symbol: string): void {
  checkKeyText('exchange', exchange);
  checkKeyText('symbol', symbol);
}

function same(a: Candle, b: Candle | null): boolean {
  return b !== null && a.open === b.open && a.high === b.high && a.low === b.low && a.close === b.close && a.volume === b.volume;
}

function byKey(a: SeriesKey, b: SeriesKey): number {
  for (const part of ['exchange', 'symbol'] as const) if (a[part] !== b[part]) return a[part] < b[part] ? -1 : 1;
  return intervalMs(a.interval) - intervalMs(b.interval);
}
