import { describe, expect, it } from 'vitest';
import { describeFailure } from './describe.ts';
import type { SignalFailure } from './validate.ts';

const circular: Record<string, unknown> = {};
circular['self'] = circular;

describe('a broken rule in words', () => {
  it.each<[SignalFailure, string]>([
    [{ rule: 'object', field: 'signal', value: 'buy' }, 'signal must be an object, got "buy"'],
    [{ rule: 'text', field: 'note', value: 7 }, 'note must be a non-empty string, got 7'],
    [{ rule: 'side', field: 'side', value: undefined }, 'side must be "long" or "short", got undefined'],
    [{ rule: 'number', field: 'takeProfitPrice', value: NaN }, 'takeProfitPrice must be a finite number, got NaN'],
    [{ rule: 'number', field: 'takeProfitPrice', value: '110' }, 'takeProfitPrice must be a finite number, got "110"'],
    [{ rule: 'positive', field: 'entryPrice', value: -1 }, 'entryPrice must be positive, got -1'],
    [{ rule: 'integer', field: 'lifetimeMinutes', value: 1.5 }, 'lifetimeMinutes must be an integer, got 1.5'],
    [{ rule: 'above', field: 'takeProfitPrice', value: 99, against: 'entryPrice', bound: 100 }, 'takeProfitPrice (99) must be > entryPrice (100)'],
    [{ rule: 'below', field: 'stopLossPrice', value: 101, against: 'entryPrice', bound: 100 }, 'stopLossPrice (101) must be < entryPrice (100)'],
    [{ rule: 'price-past-stop', field: 'price', value: 94, against: 'stopLossPrice', bound: 95 }, 'current price (94) is already beyond stopLossPrice (95): the position would be stopped at once'],
    [{ rule: 'price-past-target', field: 'price', value: 111, against: 'takeProfitPrice', bound: 110 }, 'current price (111) is already beyond takeProfitPrice (110): there is nothing left to gain'],
    [{ rule: 'min-distance', field: 'takeProfitPrice', value: 100.1, bound: 0.005 }, 'takeProfitPrice (100.1) is closer to entryPrice than the minimum distance of 0.5%'],
    [{ rule: 'max-distance', field: 'stopLossPrice', value: 50, bound: 0.2 }, 'stopLossPrice (50) is farther from entryPrice than the maximum distance of 20%'],
    [{ rule: 'max-lifetime', field: 'lifetimeMinutes', value: 2000, bound: 1440 }, 'lifetimeMinutes (2000) exceeds the maximum of 1440 minutes'],
  ])('%o', (failure, sentence) => {
    expect(describeFailure(failure)).toBe(sentence);
  });

  it('shows a share as a percentage without the noise of floating point', () => {
    expect(describeFailure({ rule: 'max-distance', field: 'stopLossPrice', value: 1, bound: 0.07 })).toMatch(/of 7%$/);
  });

  it('speaks of fields by the names it is given', () => {
    const names = {
      signal: 'signal', id: 'id', note: 'note', side: 'position', price: 'VWAP', entryPrice: 'priceOpen', takeProfitPrice: 'priceTakeProfit',
      stopLossPrice: 'priceStopLoss', lifetimeMinutes: 'minuteEstimatedTime',
    };
    expect(describeFailure({ rule: 'above', field: 'takeProfitPrice', value: 99, against: 'entryPrice', bound: 100 }, names)).toBe('priceTakeProfit (99) must be > priceOpen (100)');
  });

  it.each([
    ['a big integer', 110n, /got 110$/],
    ['a symbol', Symbol('x'), /got Symbol\(x\)$/],
    ['a value that contains itself', circular, /got something that cannot be written \(object\)$/],
  ])('finds words for %s', (_name, value, sentence) => {
    expect(describeFailure({ rule: 'number', field: 'entryPrice', value })).toMatch(sentence);
  });
});
