import { describe, expect, it } from 'vitest';
import { correlation, type CorrelationOptions } from './correlation.ts';
import { correlationOf, returnsOf } from './returns.ts';
import { accountOf, mistaken, positionOf, reasonOf, type RequestOver } from './risk.fixture.ts';

const BTC = [100, 102, 101, 104, 103, 107];
const series = {
  BTCUSDT: BTC,
  // The same returns, their mirror, and others.
  WBTCUSDT: BTC.map((price) => price * 7),
  SHORTBTC: BTC.map((price) => 1e5 / price),
  OILUSDT: [10, 10.2, 10.3, 10.1, 10.2, 10.1],
  FLATUSDT: [1, 1, 1, 1, 1, 1],
  NEWUSDT: [5, 6, 5],
};
const rule = (over: Partial<CorrelationOptions> = {}) => correlation({ interval: '1h', window: 5, threshold: 0.8, ...over });
const beside = (symbol: string, side: 'long' | 'short' = 'long', asked: 'long' | 'short' = 'long'): RequestOver =>
  ({ account: accountOf({}, { series }), activePositions: [positionOf({ symbol, plan: { side } })], plan: { side: asked }, quantity: 3 });

describe('correlation', () => {
  it('refuses what moves like an open position, and says how much', () => {
    expect(reasonOf(rule(), beside('WBTCUSDT'))).toBe('refused by correlation: long BTCUSDT and long WBTCUSDT 1 ≥ 0.8');
    expect(reasonOf(rule(), beside('OILUSDT'))).toBeNull();
    expect(reasonOf(rule(), { ...beside('OILUSDT'), activePositions: [] })).toBeNull();
  });

  it.each([
    ['a long beside a short of its like', 'WBTCUSDT', 'short', 'long', false],
    ['two shorts of a kind', 'WBTCUSDT', 'short', 'short', true],
    ['a long beside a long of its mirror', 'SHORTBTC', 'long', 'long', false],
    ['a short beside a long of its mirror', 'SHORTBTC', 'long', 'short', true],
    ['another long of one symbol', 'BTCUSDT', 'long', 'long', true],
    ['a short of the symbol that is held', 'BTCUSDT', 'long', 'short', false],
  ] as const)('knows a hedge: %s', (_name, symbol, held, asked, isRefused) => {
    expect(reasonOf(rule(), beside(symbol, held, asked)) !== null).toBe(isRefused);
  });

  it('looks for the closest of all open positions', () => {
    const activePositions = ['OILUSDT', 'WBTCUSDT', 'SHORTBTC'].map((symbol) => positionOf({ symbol }));
    expect(reasonOf(rule(), { account: accountOf({}, { series }), activePositions })).toContain('WBTCUSDT');
  });

  it('reduces in proportion to how far the threshold is passed', () => {
    const like = { ...series, KINUSDT: [100, 102, 101.5, 104, 104.5, 107] };
    const account = accountOf({}, { series: like });
    const asked = { ...beside('KINUSDT'), account };
    const rho = correlationOf(...(['BTCUSDT', 'KINUSDT'] as const).map((symbol) => returnsOf(symbol, account.closes({ symbol, exchangeName: '' }, '1h', 6), 5)) as [Float64Array, Float64Array]);
    expect(rho).toBeCloseTo(0.94555036435887, 12);
    expect(reasonOf(rule({ onCorrelated: 'reduce', threshold: 0.5 }), asked)).toBeCloseTo((3 * (1 - rho)) / 0.5, 12);
    expect(reasonOf(rule({ onCorrelated: 'reduce', threshold: rho }), asked)).toBeCloseTo(3, 12);
    expect(reasonOf(rule({ onCorrelated: 'reduce', threshold: 0.5 }), asked)).toBeLessThan(3);
    expect(reasonOf(rule({ onCorrelated: 'reduce' }), beside('BTCUSDT'))).toContain('1 ≥ 0.8');
    expect(reasonOf(rule({ onCorrelated: 'reduce', threshold: 1 }), beside('BTCUSDT'))).toContain('1 ≥ 1');
  });

  it.each([
    ['a series that is too short', 'NEWUSDT', 'NEWUSDT has 3 of 6 closes'],
    ['a series that stands still', 'FLATUSDT', 'the returns of FLATUSDT do not vary'],
    ['a symbol nothing is known of', 'NOUSDT', 'no closes of NOUSDT are at hand'],
  ])('refuses beside %s, or allows where that was asked for', (_name, symbol, why) => {
    expect(reasonOf(rule(), beside(symbol))).toBe(`refused by correlation: unknown: ${why}`);
    expect(reasonOf(rule(), { ...beside('BTCUSDT'), symbol })).toBe(`refused by correlation: unknown: ${why}`);
    expect(reasonOf(rule({ unknown: 'allow' }), beside(symbol))).toBeNull();
    const alsoKnown = { ...beside(symbol), activePositions: [positionOf({ symbol }), positionOf({ symbol: 'WBTCUSDT' })] };
    expect(reasonOf(rule({ unknown: 'allow' }), alsoKnown)).toContain('WBTCUSDT');
  });

  it('knows a symbol to be like itself without looking', () => {
    const flat = { ...beside('FLATUSDT'), symbol: 'FLATUSDT' };
    for (const unknown of ['refuse', 'allow'] as const) expect(reasonOf(rule({ unknown }), flat)).toBe('refused by correlation: long FLATUSDT and long FLATUSDT 1 ≥ 0.8');
  });

  it('copies what it reads, for views are reused', () => {
    const reused = { length: 6, of: BTC as readonly number[], close: (row: number) => reused.of[row]! };
    const account = accountOf({ closes: ({ symbol }) => Object.assign(reused, { of: series[symbol as keyof typeof series] }) });
    expect(reasonOf(rule(), { ...beside('OILUSDT'), account })).toBeNull();
  });

  it('asks for just the candles that it needs', () => {
    const asked: unknown[] = [];
    const account = accountOf({ closes: ({ symbol, exchangeName }, interval, limit) => { asked.push([symbol, exchangeName, interval, limit]); return null; } });
    reasonOf(rule({ unknown: 'allow' }), { account, activePositions: [positionOf({ symbol: 'X', exchangeName: 'bybit' })] });
    expect(asked).toEqual([['BTCUSDT', 'binance', '1h', 6]]);
    // One more than it looks at: a run may begin within a candle.
    expect(rule().history).toEqual({ '1h': 7 });
  });

  it('needs what can be measured', () => {
    expect(rule().needsAccount).toBe(true);
    expect(reasonOf(rule(), { account: null })).toContain('no capital');
    expect(() => rule({ window: 2 })).toThrow(mistaken('risk/limit', 'window must be 3 or more'));
    expect(() => rule({ window: 1001 })).toThrow(mistaken('risk/limit', 'window must be 1000 or less'));
    expect(() => rule({ window: 2.5 })).toThrow(mistaken('risk/limit', 'window'));
    for (const threshold of [0, -0.5, 1.1, NaN]) expect(() => rule({ threshold })).toThrow(mistaken('risk/limit', 'threshold'));
    expect(() => rule({ interval: '7m' as never })).toThrow(mistaken('risk/option', 'no interval "7m"'));
    expect(() => rule({ onCorrelated: 'x' as never })).toThrow(mistaken('risk/option', 'onCorrelated'));
    expect(() => rule({ unknown: 'error' as never })).toThrow(mistaken('risk/option', 'unknown'));
  });
});
