import { describe, expect, it } from 'vitest';
import { Dice } from '../number/dice.ts';
import { bootstrapOf, type Bootstrap, type BootstrapOptions } from './bootstrap.ts';

function drawn(pnls: Float64Array, options: BootstrapOptions): Bootstrap {
  return bootstrapOf(pnls, options)!;
}

const dice = new Dice(4);
/** Independent results, +2 or −1 % as a coin falls: mean 0.5, deviation 1.5. */
const coins = Float64Array.from({ length: 400 }, () => 3 * dice.roll(2) - 1);

describe('bootstrap intervals', () => {
  it('are a point where all trades are alike', () => {
    expect(drawn(new Float64Array(12).fill(2), { seed: 1 })).toEqual({ meanPnl: { low: 2, high: 2 }, maxDrawdown: { low: 0, high: 0 }, seed: 1, resamples: 1000, level: 0.95 });
    // Twelve losses of 10 %, in whatever order.
    const { maxDrawdown } = drawn(new Float64Array(12).fill(-10), { seed: 1 });
    expect(maxDrawdown.low).toBeCloseTo((1 - 0.9 ** 12) * 100, 10);
    expect(maxDrawdown.high).toBe(maxDrawdown.low);
  });

  it('of two trades that are drawn one by one reach from one to the other', () => {
    // Both the loss in a quarter of the draws, both the win in another: each tail holds more than 2.5 %.
    const { meanPnl, maxDrawdown } = drawn(Float64Array.of(10, -10), { seed: 3 });
    expect(meanPnl).toEqual({ low: -10, high: 10 });
    expect(maxDrawdown.low).toBe(0);
    expect(maxDrawdown.high).toBeCloseTo(19, 12);
  });

  it('of the mean are as wide as the normal distribution says, for many independent trades', () => {
    const { meanPnl } = drawn(coins, { seed: 5, resamples: 2000 });
    const expected = 1.96 * (1.5 / Math.sqrt(400));
    expect((meanPnl.high - meanPnl.low) / 2 / expected).toBeGreaterThan(0.85);
    expect((meanPnl.high - meanPnl.low) / 2 / expected).toBeLessThan(1.15);
    expect(meanPnl.low).toBeLessThan(0.5);
    expect(meanPnl.high).toBeGreaterThan(0.5);
  });

  it('see that losses in clusters make deeper falls', () => {
    const clustered = Float64Array.from({ length: 400 }, (_, i) => (i % 40 < 20 ? 1.5 : -1));
    const scattered = Float64Array.from({ length: 400 }, (_, i) => (i % 2 === 0 ? 1.5 : -1));
    expect(drawn(clustered, { seed: 2 }).maxDrawdown.low).toBeGreaterThan(drawn(scattered, { seed: 2 }).maxDrawdown.high / 2);
    expect(drawn(clustered, { seed: 2 }).maxDrawdown.high).toBeGreaterThan(drawn(scattered, { seed: 2 }).maxDrawdown.high);
  });

  it('are the seed’s, narrower at a lower level', () => {
    expect(drawn(coins, { seed: 9, resamples: 200 })).toEqual(drawn(coins, { seed: 9, resamples: 200 }));
    expect(drawn(coins, { seed: 9, resamples: 200 }).meanPnl).not.toEqual(drawn(coins, { seed: 10, resamples: 200 }).meanPnl);
    const [wide, narrow] = [0.95, 0.5].map((level) => drawn(coins, { seed: 9, resamples: 200, level }).meanPnl);
    expect(narrow!.high - narrow!.low).toBeLessThan(wide!.high - wide!.low);
  });

  it('have no value where a history is beyond what a number can hold', () => {
    expect(bootstrapOf(Float64Array.of(1, Number.NaN), { seed: 1 })).toBeNull();
    expect(bootstrapOf(Float64Array.of(1e308, -1e308), { seed: 1 })).toBeNull();
  });

  it.each([
    [{ seed: 0.5 }, 'The seed of a bootstrap is 0.5'],
    [{ seed: Number.NaN }, 'The seed of a bootstrap is NaN'],
    [{ seed: 1, resamples: 0 }, 'cannot draw 0 histories'],
    [{ seed: 1, resamples: Infinity }, 'cannot draw Infinity histories'],
    [{ seed: 1, level: 1 }, 'The level of a bootstrap is 1'],
    [{ seed: 1, level: Number.NaN }, 'The level of a bootstrap is NaN'],
  ])('are not drawn by %j', (options, message) => {
    expect(() => drawn(coins, options)).toThrow(message);
  });
});
