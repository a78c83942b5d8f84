import type { Interval } from '../market/interval.ts';
import type { Answer, Strategy, StrategyContext } from '../ports/strategy.ts';
import type { Signal } from '../signal/signal.ts';
import type { Price } from '../units.ts';
import { pick, seededRandom, type Random } from './random.ts';

/**
 * Asks for everything there is to ask for: nothing, entries at once, waiting ones on both sides of the price, every kind
 * of malformed signal; and throws. What it does depends on what it sees, and on nothing else.
 */
export function lifeStrategy(seed: number, interval: Interval, gridPrice: Price, history: Strategy['history']): Strategy {
  return {
    name: `life-${seed}`,
    interval,
    ...(history === undefined ? {} : { history }),
    ask(context) {
      const random = seededRandom(seed ^ glance(context));
      const mood = random();
      if (mood < 0.03) throw new Error(`mood ${seed}`);
      if (mood < 0.15) return pick(random, [null, undefined]);
      const signal = goodSignal(random, context.price, gridPrice);
      return mood < 0.23 ? broken(random, signal, context.price) : signal;
    },
  };
}

/** A number made of the time, the price and the last closes. */
function glance({ nowMs, price, series }: StrategyContext): number {
  let sum = Math.imul(nowMs / 1000, 31) ^ Math.round(price * 1e6);
  for (const [interval, limit] of [['1m', 12], ['5m', 2], ['15m', 2]] as const) {
    for (const candle of series(interval, limit).toArray()) sum = Math.imul(sum, 31) ^ Math.round((candle.close + 3 * candle.high + 7 * candle.low + candle.volume) * 100);
  }
  return sum | 0;
}

function goodSignal(random: Random, price: Price, gridPrice: Price): Signal {
  const side = pick(random, ['long', 'short'] as const);
  const sign = side === 'long' ? 1 : -1;
  const onGrid = (steps: number): Price => Math.round((Math.round(price / gridPrice) + steps) * gridPrice * 1e4) / 1e4;
  const away = Math.floor(random() * 5) - 1;
  const entryPrice = pick(random, [undefined, onGrid(-sign * away), onGrid(-sign * away), random() < 0.2 ? price : undefined]);
  const middle = entryPrice === undefined ? 0 : -sign * away;
  const steps = (): number => 1 + Math.floor(random() * 6);
  return {
    side,
    // An explicit `undefined` is as good as none (decision 16).
    ...(entryPrice === undefined && random() < 0.5 ? {} : { entryPrice }),
    ...(random() < 0.1 ? { id: `own-${Math.floor(random() * 1e6)}`, note: 'noted' } : {}),
    takeProfitPrice: onGrid(middle + sign * steps()),
    stopLossPrice: onGrid(middle - sign * steps()),
    lifetimeMinutes: pick(random, [1, 2, 3, 5, 17, 40, 90, 240]),
  };
}

/** What users return when they err, most of which the compiler would refuse. */
function broken(random: Random, signal: Signal, price: Price): Answer {
  const nonsense: unknown = pick(random, [
    { ...signal, takeProfitPrice: signal.stopLossPrice, stopLossPrice: signal.takeProfitPrice },
    { ...signal, takeProfitPrice: signal.entryPrice ?? price },
    { ...signal, entryPrice: price, stopLossPrice: price },
    { ...signal, entryPrice: price * 2, takeProfitPrice: price * 2.2, stopLossPrice: price * 1.5, side: 'long' },
    { ...signal, entryPrice: price / 2, takeProfitPrice: price * 0.4, stopLossPrice: price * 0.8, side: 'short' },
    { ...signal, side: pick(random, ['up', 'wait', undefined, 1]) },
    { ...signal, [pick(random, ['entryPrice', 'takeProfitPrice', 'stopLossPrice', 'lifetimeMinutes'])]: pick(random, [NaN, Infinity, -1, 0, '100', null]) },
    { side: signal.side, lifetimeMinutes: signal.lifetimeMinutes },
    { ...signal, lifetimeMinutes: pick(random, [1.5, 100_000]) },
    { ...signal, id: pick(random, ['', 7]) },
    { ...signal, note: 7 },
    pick<unknown>(random, ['buy', 7, true, [], [signal]]),
  ]);
  return nonsense as Answer;
}
