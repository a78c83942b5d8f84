import { alignDown, alignUp, columnsOf, instrument, intervalMs, SourceError, type Candle, type CandleColumns, type CandleRange, type Clock, type Instrument } from '@tradewright/core';
import type { MarketSource } from './exchange-of.ts';
import { askPolitely } from './polite-http.ts';

/** A bar as the exchange tells it: its first second, then prices and volume as text. */
type Bar = readonly [openSeconds: number, open: string, high: string, low: string, close: string, volume: string];

/** An exchange whose `GET /bars` answers with its next few hundred bars between two seconds, both included. */
export class RestExchange implements MarketSource {
  readonly name: string;
  readonly #clock: Clock;
  readonly #instruments = new Map<string, Instrument>();

  /** @param url - where `/bars` and `/markets` are found */
  constructor(url: string, clock: Clock) {
    this.name = url;
    this.#clock = clock;
  }

  async *candles({ symbol, interval, fromMs, toMs, cancel }: CandleRange): AsyncGenerator<CandleColumns> {
    const stepMs = intervalMs(interval);
    // The newest bar of an exchange is still forming: what has not closed is not asked for.
    const endMs = Math.min(toMs, alignDown(this.#clock.nowMs(), stepMs));
    for (let atMs = alignUp(Math.max(fromMs, 0), stepMs); atMs < endMs && cancel?.aborted !== true; ) {
      const url = `${this.name}/bars?market=${encodeURIComponent(symbol)}&minutes=${stepMs / 60_000}&from=${atMs / 1000}&to=${endMs / 1000}`;
      const page = await askPolitely(url, candlesOf, this.#clock, cancel);
      if (page.length === 0) return;
      const lastMs = page.at(-1)!.openTimeMs;
      // Whoever answers with the past would be asked the same for ever.
      if (!(lastMs >= atMs)) throw new SourceError('rest/answer', `${url} answered with bars from before its "from".`);
      yield columnsOf(page.filter(({ openTimeMs }) => openTimeMs >= atMs && openTimeMs < endMs));
      atMs = lastMs + stepMs;
    }
  }

  /** The steps that the exchange tells under `/markets`, asked for once. */
  async instrument(symbol: string): Promise<Instrument> {
    const known = this.#instruments.get(symbol);
    if (known !== undefined) return known;
    const url = `${this.name}/markets/${encodeURIComponent(symbol)}`;
    const asked = await askPolitely(url, (answer) => instrumentOf(symbol, answer as { price_step: string; amount_step: string }), this.#clock);
    this.#instruments.set(symbol, asked);
    return asked;
  }
}

const instrumentOf = (symbol: string, steps: { price_step: string; amount_step: string }): Instrument =>
  instrument(symbol, { tickSize: Number(steps.price_step), lotSize: Number(steps.amount_step) });

/** What the numbers are worth is for the engine to judge, which looks at every candle. */
function candlesOf(answer: unknown): Candle[] {
  return (answer as Bar[]).map(([openSeconds, open, high, low, close, volume]) => {
    return { openTimeMs: openSeconds * 1000, open: Number(open), high: Number(high), low: Number(low), close: Number(close), volume: Number(volume) };
  });
}
