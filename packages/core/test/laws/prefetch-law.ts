import { columnsOf, intervalMs, type Candle, type CandleColumns, type CandleRange, type CandleSource } from '@tradewright/core';
import { differentEvents, randomScenario, type Scenario } from '@tradewright/core/testing';
import { decisions, eventsOf, optionsOf } from '../law.ts';

/** An exchange that answers any question for any interval from its minutes, in pages, and nothing it was not asked for. */
class HonestSource implements CandleSource {
  readonly name = 'honest';
  readonly #pageSize: number;
  readonly #byInterval: Map<string, readonly Candle[]>;

  constructor(minutes: readonly Candle[], pageSize: number) {
    this.#byInterval = new Map([['1m', minutes]]);
    this.#pageSize = pageSize;
  }

  async *candles({ interval, fromMs, toMs }: CandleRange): AsyncGenerator<CandleColumns> {
    const wide = this.#byInterval.get(interval) ?? joined(this.#byInterval.get('1m')!, intervalMs(interval));
    this.#byInterval.set(interval, wide);
    // It over-delivers, as real ones do: one candle before and one after what was asked (decision 6).
    const asked = wide.slice(Math.max(0, firstFrom(wide, fromMs) - 1), firstFrom(wide, toMs) + 1);
    for (let at = 0; at < asked.length; at += this.#pageSize) yield columnsOf(asked.slice(at, at + this.#pageSize));
  }
}

function firstFrom(candles: readonly Candle[], atMs: number): number {
  let lo = 0;
  for (let hi = candles.length; lo < hi; ) {
    const middle = (lo + hi) >> 1;
    if (candles[middle]!.openTimeMs < atMs) lo = middle + 1;
    else hi = middle;
  }
  return lo;
}

function joined(minutes: readonly Candle[], stepMs: number): Candle[] {
  const wide = new Map<number, Candle>();
  for (const one of minutes) {
    const openTimeMs = one.openTimeMs - (one.openTimeMs % stepMs);
    const { open, high, low, volume } = wide.get(openTimeMs) ?? { open: one.open, high: 0, low: Infinity, volume: 0 };
    wide.set(openTimeMs, { openTimeMs, open, high: Math.max(high, one.high), low: Math.min(low, one.low), close: one.close, volume: volume + one.volume });
  }
  return [...wide.values()];
}

/** Longest wait and longest life a scenario can have, in minutes, and a closed market besides. */
const LONGEST = 120 + 240 + 20;

/** The first scenario from a seed on whose market goes on long enough after some frames. */
function longScenario(seed: number): { readonly scenario: Scenario; readonly toMs: number } {
  for (let salt = 0; ; salt++) {
    const scenario = randomScenario((seed + Math.imul(salt, 0x9e3779b1)) | 0, 900);
    const { candles, fromMs } = scenario;
    const last = candles[candles.length - 1 - LONGEST];
    if (last !== undefined && last.openTimeMs > fromMs) return { scenario, toMs: Math.min(scenario.toMs, last.openTimeMs) };
  }
}

/**
 * Reading ahead in pages and asking for each range as it is needed give the same decisions, wherever the market goes on
 * after the last frame: without read-ahead a run cannot know that no candle will follow.
 */
export async function prefetchLaw(seed: number): Promise<string | null> {
  const { scenario, toMs } = longScenario(seed);
  const { candles } = scenario;
  const strategy = { ...scenario.strategy, history: { '1m': 12, '5m': 6, '15m': 2 } };
  const source = (): CandleSource => new HonestSource(candles, scenario.pageSize);
  const changes = { strategy, toMs };
  const ahead = decisions(await eventsOf(optionsOf(scenario, { ...changes, candles: source() })));
  const asked = decisions(await eventsOf(optionsOf(scenario, { ...changes, candles: source(), prefetch: false })));
  return differentEvents('read ahead', ahead, 'asked', asked);
}
