import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { alignDown, CandleCheck, CandleError, columnsOf, InputError, instrument, MINUTE_MS, SourceError, type Candle, type CandleColumns, type CandleRange, type Clock, type Instrument } from '@tradewright/core';
import type { MarketSource } from './exchange-of.ts';

/** Files `<folder>/<symbol>/2024-01-31.csv`: a header, then `2024-01-31T00:00Z,open,high,low,close,volume` for each minute of that day. */
export class CsvFolder implements MarketSource {
  readonly name: string;
  readonly #clock: Clock;

  constructor(folder: string, clock: Clock) {
    this.name = folder;
    this.#clock = clock;
  }

  async *candles({ symbol, interval, fromMs, toMs, cancel }: CandleRange): AsyncGenerator<CandleColumns> {
    if (interval !== '1m') throw new InputError('csv/interval', `${this.name} holds candles of 1m, not of ${interval}: ask for 1m and put them together.`);
    // The file of today may have the minute that is not over.
    const endMs = Math.min(toMs, alignDown(this.#clock.nowMs(), MINUTE_MS));
    const check = new CandleCheck(MINUTE_MS);
    for (const day of await orSourceError(this.name, readdir(join(this.name, symbol)).then(daysOf))) {
      if (Date.parse(day) + 1440 * MINUTE_MS <= fromMs || Date.parse(day) >= endMs) continue;
      if (cancel?.aborted === true) return;
      const path = join(this.name, symbol, `${day}.csv`);
      const candles = candlesOf(await orSourceError(path, readFile(path, 'utf8')), path);
      const page = columnsOf(candles);
      const sound = check.accept(page, 0, page.length);
      // Row 0 stands in line 2, below the header.
      if (sound < page.length) throw new CandleError(check.explain(page, sound), `${path}:${sound + 2}`);
      yield columnsOf(candles.filter(({ openTimeMs }) => openTimeMs >= fromMs && openTimeMs < endMs));
    }
  }

  /** Steps by `<folder>/<symbol>/instrument.json`, for example `{"tickSize": 0.01, "lotSize": 0.001}`. */
  async instrument(symbol: string): Promise<Instrument> {
    const path = join(this.name, symbol, 'instrument.json');
    return instrument(symbol, await orSourceError(path, readFile(path, 'utf8').then((text) => JSON.parse(text) as Instrument)));
  }
}

const daysOf = (files: readonly string[]): string[] => files.filter((file) => /^\d{4}-\d\d-\d\d\.csv$/.test(file)).map((file) => file.slice(0, 10)).sort();

function candlesOf(text: string, path: string): Candle[] {
  const lines = text.split(/\r?\n/);
  if (lines.pop() !== '') throw new SourceError('csv/unfinished', `${path} does not end with a line end: it is being written just now, or was cut off.`, { retryable: true });
  return lines.slice(1).map((line) => {
    // A field that is empty or missing is no number; Number('') would make it 0.
    const [time = '', open, high, low, close, volume] = line.split(',').map((field) => field || 'none');
    return { openTimeMs: Date.parse(time), open: Number(open), high: Number(high), low: Number(low), close: Number(close), volume: Number(volume) };
  });
}

function orSourceError<T>(path: string, reading: Promise<T>): Promise<T> {
  return reading.catch((cause: unknown) => Promise.reject(new SourceError('csv/unreadable', `${path} cannot be read: ${String(cause)}`, { cause })));
}
