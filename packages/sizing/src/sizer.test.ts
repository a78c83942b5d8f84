import { instrument } from '@tradewright/core';
import { backtest, portfolio } from '@tradewright/core/run';
import { ArraySource, randomCandles, randomStrategy, stillAccount } from '@tradewright/core/testing';
import { describe, expect, it } from 'vitest';
import { fixedFraction } from './fixed-fraction.ts';
import { sizerOf } from './sizer.ts';
import { refused, requestOf } from './sizing.fixture.ts';

const options = { balance: () => 10_000, riskFrac: 0.01 };

describe('a sizer', () => {
  it('keeps its limits', () => {
    expect(fixedFraction({ ...options, maxPositionFrac: 0.1 }).size(requestOf())).toBe(10);
    expect(fixedFraction({ ...options, minQuantity: 30 }).size(requestOf())).toBe(30);
    expect(fixedFraction({ ...options, maxQuantity: 3 }).size(requestOf())).toBe(3);
    expect(fixedFraction({ ...options, minQuantity: 11, maxPositionFrac: 0.1 }).size(requestOf())).toBe(0);
  });

  it('goes by the equity of the run’s account unless it is given a balance', () => {
    const request = { ...requestOf(), account: stillAccount({ capitalQuote: 10_000, equityQuote: 12_000, peakEquityQuote: 15_000 }) };
    expect(fixedFraction({ riskFrac: 0.01 }).size(request)).toBe(24);
    expect(fixedFraction({ riskFrac: 0.01, maxPositionFrac: 0.1 }).size(request)).toBe(12);
    expect(fixedFraction({ ...options, riskFrac: 0.01 }).size(request)).toBe(20);
    expect(fixedFraction({ riskFrac: 0.01, balance: ({ account }) => account!.capitalQuote / 2 }).size(request)).toBe(10);
  });

  it('has no size without a balance in a run without capital, and says what to do', () => {
    expect(() => fixedFraction({ riskFrac: 0.01 }).size(requestOf())).toThrow(refused('sizing/balance', 'fixedFraction: there is no balance', 'Pass the balance', 'or give the run capital'));
  });

  it.each([0, -1, NaN])('stakes nothing of an equity of %s', (equityQuote) => {
    const request = { ...requestOf(), account: stillAccount({ equityQuote }) };
    if (equityQuote === 0) expect(fixedFraction({ riskFrac: 0.01, minQuantity: 1 }).size(request)).toBe(0);
    else expect(() => fixedFraction({ riskFrac: 0.01, minQuantity: 1 }).size(request)).toThrow(refused('sizing/balance', `not ${equityQuote}`));
  });

  it('rounds to the lots of the symbol that is traded', () => {
    const sizer = fixedFraction({ ...options, instrument: (symbol) => instrument(symbol, { tickSize: 1, lotSize: symbol === 'BTCUSDT' ? 3 : 8 }) });
    expect(sizer.size(requestOf())).toBe(18);
    expect(sizer.size(requestOf({}, 'ETHUSDT'))).toBe(16);
  });

  it.each([
    ['whole lots of what rules have left', 1.27, {}, 1.2],
    ['nothing below the minimum notional', 0.05, {}, 0],
    ['nothing below the minimum quantity', 1.27, { minQuantity: 1.25 }, 0],
  ])('can trade %s', (_what, left, limits, expected) => {
    const lots = instrument('BTCUSDT', { tickSize: 0.01, lotSize: 0.1, minNotional: 10 });
    expect(fixedFraction({ ...options, ...limits, instrument: () => lots }).fit!(left, requestOf())).toBe(expected);
  });

  it('can trade all that rules have left where it knows of no lots', () => {
    expect(fixedFraction(options).fit!(1.27, requestOf())).toBe(1.27);
  });

  it('refuses the instrument of another symbol', () => {
    const sizer = fixedFraction({ ...options, instrument: () => instrument('ETHUSDT', { tickSize: 1, lotSize: 1 }) });
    expect(() => sizer.size(requestOf())).toThrow(refused('sizing/instrument', 'BTCUSDT was given the instrument of ETHUSDT'));
  });

  it('refuses limits that cannot be when it is made', () => {
    expect(() => fixedFraction({ ...options, minQuantity: 2, maxQuantity: 1 })).toThrow(refused('sizing/limits', 'fixedFraction: minQuantity 2'));
    expect(() => sizerOf('x', { balance: 5 as never }, () => 1)).toThrow(refused('sizing/balance', 'x: balance must be a function'));
  });

  it('sizes every position of a backtest to lose the wanted share at its stop-loss', async () => {
    const candles = randomCandles({ seed: 3, count: 3000 });
    const run = backtest({
      symbol: 'BTCUSDT', strategy: randomStrategy(3, '5m'), candles: new ArraySource(candles), rules: { trigger: 'candle-range' },
      fromMs: candles[0]!.openTimeMs, toMs: candles.at(-1)!.openTimeMs, sizer: fixedFraction(options),
    });
    let closed = 0;
    for await (const event of run) {
      if (event.kind !== 'closed') continue;
      closed++;
      const { plan, entry } = event.trade;
      expect(entry.quantity * Math.abs(plan.entryPrice - plan.stopLossPrice)).toBeCloseTo(100, 8);
    }
    expect(closed).toBeGreaterThan(5);
  });

  it('risks the wanted share of what a portfolio is worth at that instant', async () => {
    const candles = randomCandles({ seed: 5, count: 1500 });
    const sizer = fixedFraction({ riskFrac: 0.01 });
    const sized: number[] = [];
    const run = portfolio({
      fromMs: candles[0]!.openTimeMs, toMs: candles.at(-1)!.openTimeMs, capitalQuote: 5000, rules: { trigger: 'candle-range' },
      lines: [7, 8].map((seed) => ({ symbol: `S${seed}USDT`, strategy: randomStrategy(seed, '5m'), candles: new ArraySource(candles) })),
      sizer: {
        name: 'watched',
        async size(request) {
          const quantity = await sizer.size(request);
          const { account, plan } = request;
          expect((quantity * Math.abs(plan.entryPrice - plan.stopLossPrice)) / account!.equityQuote).toBeCloseTo(0.01, 10);
          sized.push(account!.equityQuote);
          return quantity;
        },
      },
    });
    for await (const _ of run);
    expect([sized[0], new Set(sized).size > 5]).toEqual([5000, true]);
  });
});
