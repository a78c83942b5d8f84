import { describe, expect, it } from 'vitest';
import { createTradewright, type Tradewright } from '../create.ts';
import { PositionSize as module } from '../index.ts';
import type { ISizingCalculateParams, ISizingSchema } from '../types.ts';

const METHODS = { fixed: { method: 'fixed-percentage', riskPercentage: 1 }, kelly: { method: 'kelly-criterion' }, atr: { method: 'atr-based', riskPercentage: 2 } } as const;

/** An instance with a sizing of every method, by the names `fixed`, `kelly` and `atr`. */
function sized(over: Partial<ISizingSchema> = {}): Tradewright & { errors: Error[] } {
  const tw = createTradewright();
  const errors: Error[] = [];
  tw.listenError((error) => void errors.push(error));
  for (const [sizingName, method] of Object.entries(METHODS)) tw.addSizing({ sizingName, ...method, ...over } as ISizingSchema);
  return { ...tw, errors };
}

const fixed = ({ PositionSize }: Tradewright, stop = 95): Promise<number> => PositionSize.fixedPercentage('BTCUSDT', 10_000, 100, stop, { sizingName: 'fixed' });
const kelly = ({ PositionSize }: Tradewright, winRate = 0.6, ratio = 2): Promise<number> => PositionSize.kellyCriterion('BTCUSDT', 10_000, 100, winRate, ratio, { sizingName: 'kelly' });
const atr = ({ PositionSize }: Tradewright, range = 4): Promise<number> => PositionSize.atrBased('BTCUSDT', 10_000, 100, range, { sizingName: 'atr' });

describe('the size of a position', () => {
  it('loses the percentage at risk when the stop is hit, on either side', async () => {
    expect([await fixed(sized(), 95), await fixed(sized(), 104)]).toEqual([20, 25]);
  });

  it('is a quarter of what Kelly says, unless told otherwise', async () => {
    expect([await kelly(sized()), await kelly(sized({ kellyMultiplier: 0.5 } as Partial<ISizingSchema>))]).toEqual([expect.closeTo(10, 9), expect.closeTo(20, 9)]);
  });

  it('is nothing where there is no edge', async () => {
    expect(await kelly(sized(), 0.3, 1)).toBe(0);
  });

  it('reckons with two ranges of the market, unless told otherwise', async () => {
    expect([await atr(sized()), await atr(sized({ atrMultiplier: 1 } as Partial<ISizingSchema>))]).toEqual([25, 50]);
  });

  it('costs a fixed amount', async () => {
    const { addSizing, PositionSize } = createTradewright();
    addSizing({ sizingName: 'own', method: 'fixed-notional', notional: 700, maxPositionPercentage: 5 });
    expect([await PositionSize.fixedNotional('BTCUSDT', 100_000, 100, { sizingName: 'own' }), await PositionSize.fixedNotional('BTCUSDT', 10_000, 100, { sizingName: 'own' })]).toEqual([7, 5]);
  });

  it('moves the balance as much as wanted, whatever the market does', async () => {
    const { addSizing, PositionSize } = createTradewright();
    addSizing({ sizingName: 'own', method: 'volatility-target', targetPercentage: 1 });
    const at = (volatility: number): Promise<number> => PositionSize.volatilityTarget('BTCUSDT', 10_000, 100, volatility, { sizingName: 'own' });
    expect([await at(1), await at(4)]).toEqual([100, 25]);
    await expect(at(0)).rejects.toMatchObject({ code: 'sizing/number' });
  });

  it.each([
    ['a share of the balance', { maxPositionPercentage: 5 }, 5],
    ['the largest size', { maxPositionSize: 3 }, 3],
    ['the smallest size', { minPositionSize: 40 }, 40],
  ])('keeps to %s', async (_what, limits, expected) => {
    for (const size of [fixed, kelly, atr]) expect(await size(sized(limits))).toBeCloseTo(expected, 9);
  });

  it('is nothing without a balance', async () => {
    expect(await sized().PositionSize.atrBased('BTCUSDT', 0, 100, 4, { sizingName: 'atr' })).toBe(0);
  });
});

describe('onCalculate', () => {
  it('hears of every size and of what it came from', async () => {
    const heard: [number, ISizingCalculateParams][] = [];
    const tw = sized({ callbacks: { onCalculate: (...told) => void heard.push(told) } });
    const sizes = [await fixed(tw), await kelly(tw), await atr(tw)];
    const basis = { symbol: 'BTCUSDT', accountBalance: 10_000, priceOpen: 100 };
    expect(heard).toEqual([
      [sizes[0], { ...basis, method: 'fixed-percentage', priceStopLoss: 95 }],
      [sizes[1], { ...basis, method: 'kelly-criterion', winRate: 0.6, winLossRatio: 2 }],
      [sizes[2], { ...basis, method: 'atr-based', atr: 4 }],
    ]);
  });

  it.each([
    ['throws', () => { throw new Error('callback broke'); }],
    ['rejects', () => Promise.reject(new Error('callback broke'))],
  ])('that %s is told, and the size stands', async (_how, onCalculate) => {
    const tw = sized({ callbacks: { onCalculate: onCalculate as () => void } });
    expect(await fixed(tw)).toBe(20);
    expect(tw.errors.map(({ message }) => message)).toEqual(['callback broke']);
  });
});

describe('a size that cannot be reckoned', () => {
  it('because of the name', async () => {
    await expect(sized().PositionSize.fixedPercentage('BTCUSDT', 1, 1, 2, { sizingName: 'bold' })).rejects.toMatchObject({ code: 'registry/unknown', message: 'sizing bold not found source=PositionSize.fixedPercentage (known: fixed, kelly, atr)' });
  });

  it('because of the method', async () => {
    const { PositionSize } = sized();
    await expect(PositionSize.fixedPercentage('BTCUSDT', 1, 1, 2, { sizingName: 'kelly' })).rejects.toMatchObject({ code: 'sizing/method', message: 'Sizing method mismatch: sizing kelly is kelly-criterion, PositionSize.fixedPercentage needs one that is fixed-percentage.' });
    await expect(PositionSize.kellyCriterion('BTCUSDT', 1, 1, 0.5, 2, { sizingName: 'atr' })).rejects.toThrow('method mismatch');
    await expect(PositionSize.atrBased('BTCUSDT', 1, 1, 2, { sizingName: 'fixed' })).rejects.toThrow('method mismatch');
  });

  it('because entry and stop are one price', async () => {
    await expect(fixed(sized(), 100)).rejects.toMatchObject({ code: 'sizing/distance' });
  });

  it('on the module as on an instance', async () => {
    await expect(module.atrBased('BTCUSDT', 1, 1, 1, { sizingName: 'bold' })).rejects.toThrow('sizing bold not found');
  });
});
