import { MINUTE_MS, type CandleColumns } from '@tradewright/core';
import { Dice, type DiceState } from './dice.ts';
import { gridOf, type Grid } from './grid.ts';
import { MINUTE_NOTIONAL, type SyntheticTerms } from './options.ts';
import { growth, LONGEST_MINUTES, minuteMove, regimeAt, REGIMES, SHORTEST_MINUTES, type Regime } from './regime.ts';

/** Candles from one checkpoint to the next. */
export const BLOCK_CANDLES = 4096;

type Columns = Omit<CandleColumns, 'length'>;

/** All that the candles behind a place depend on. Price and level are counted in ticks and not rounded. */
interface Checkpoint {
  readonly dice: DiceState;
  readonly price: number;
  readonly level: number;
  readonly regime: Regime;
  readonly regimeMinutes: number;
}

/** How strongly a price away from its level is drawn back in a minute: about half the way in a year. */
const PULL = 1.3e-6;
/** In ticks. The pull keeps prices far above it. */
const LOWEST = 10;

/**
 * The random walk of one symbol, in blocks of 4,096 one-minute candles. Sums, products and rounding of random integers
 * make it, which every engine computes alike: no logarithm, power or sine is near it.
 */
export class PricePath {
  readonly #terms: SyntheticTerms;
  readonly #move: number;
  readonly #price: Grid;
  readonly #volume: Grid;
  readonly #lots: Float64Array;
  readonly #checkpoints: Checkpoint[];

  constructor(terms: SyntheticTerms, symbol: string) {
    this.#terms = terms;
    this.#move = minuteMove(terms.annualVolatility);
    this.#price = gridOf(terms.tickSize);
    this.#volume = gridOf(terms.lotSize);
    this.#lots = dailyPattern(MINUTE_NOTIONAL / terms.startPrice / terms.lotSize);
    const ticks = terms.startPrice / terms.tickSize;
    this.#checkpoints = [{ dice: Dice.seeded(terms.seed, symbol).state, price: ticks, level: ticks, regime: REGIMES[0]!, regimeMinutes: SHORTEST_MINUTES }];
  }

  /** How many blocks can be filled: a block leaves the checkpoint of the next one. */
  get reached(): number {
    return this.#checkpoints.length;
  }

  /** Fills columns with the candles of a block that is reached. */
  fill(block: number, columns: Columns): void {
    const start = this.#checkpoints[block]!;
    const dice = new Dice(start.dice);
    let { price, regime, regimeMinutes } = start;
    for (let row = 0; row < BLOCK_CANDLES; ) {
      const end = Math.min(BLOCK_CANDLES, row + regimeMinutes);
      price = this.#walk(dice, columns, row, end, price, start.level, regime);
      regimeMinutes -= end - row;
      row = end;
      if (regimeMinutes === 0) {
        regime = regimeAt(dice.roll());
        regimeMinutes = SHORTEST_MINUTES + Math.floor(dice.roll() * (LONGEST_MINUTES - SHORTEST_MINUTES + 1));
      }
    }
    this.#stamp(block, columns);
    const level = start.level * (1 + growth(this.#terms.annualTrend, BLOCK_CANDLES * MINUTE_MS));
    this.#checkpoints[block + 1] ??= { dice: dice.state, price, level, regime, regimeMinutes };
  }

  /** Prices of one regime in rows `[from, to)`; returns the price after them. */
  #walk(dice: Dice, c: Columns, from: number, to: number, start: number, level: number, regime: Regime): number {
    const move = this.#move * regime.move;
    const lean = this.#move * regime.lean;
    const { multiplier, divisor } = this.#price;
    let price = start;
    let open = Math.max(LOWEST, Math.round(price));
    for (let row = from; row < to; row++) {
      // Three numbers in [0, 1) less their mean have a deviation of a half and never stray beyond three deviations.
      const noise = (dice.roll() + dice.roll() + dice.roll() - 1.5) * 2;
      price *= 1 + lean + move * noise + PULL * (level / price - 1);
      if (price < LOWEST) price = LOWEST;
      const close = Math.round(price);
      const upper = dice.roll();
      const lower = dice.roll();
      c.open[row] = (open * multiplier) / divisor;
      c.close[row] = (close * multiplier) / divisor;
      c.high[row] = (Math.round((open > close ? open : close) * (1 + move * upper * upper)) * multiplier) / divisor;
      c.low[row] = (Math.round((open < close ? open : close) * (1 - move * lower * lower)) * multiplier) / divisor;
      c.volume[row] = (0.3 + dice.roll() + (noise < 0 ? -noise : noise)) * regime.move;
      open = close;
    }
    return price;
  }

  /** Times, and volumes by the minute of the day. */
  #stamp(block: number, c: Columns): void {
    const { multiplier, divisor } = this.#volume;
    const first = this.#terms.fromMs / MINUTE_MS + block * BLOCK_CANDLES;
    for (let row = 0, minute = first % DAY_MINUTES; row < BLOCK_CANDLES; row++) {
      c.openTimeMs[row] = (first + row) * MINUTE_MS;
      c.volume[row] = (Math.round(c.volume[row]! * this.#lots[minute]!) * multiplier) / divisor;
      minute = minute === DAY_MINUTES - 1 ? 0 : minute + 1;
    }
  }
}

const DAY_MINUTES = 1440;
const BUSIEST_MINUTE = 900;

/** Lots by the minute of the day: most at 15:00 UTC, a third of that at 03:00, straight lines between. */
function dailyPattern(lots: number): Float64Array {
  return Float64Array.from({ length: DAY_MINUTES }, (_, minute) => {
    const away = Math.abs(minute - BUSIEST_MINUTE);
    return lots * (1.5 - Math.min(away, DAY_MINUTES - away) / (DAY_MINUTES / 2)) * 0.6;
  });
}
