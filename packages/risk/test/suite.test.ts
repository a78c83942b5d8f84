import type { RiskRule } from '@tradewright/core';
import { closedEventOf, planOf, positionOf, riskRequestOf, riskRuleCases, runSuite, stillAccount, type RiskLook, type RiskQuestion } from '@tradewright/core/testing';
import { describe, it } from 'vitest';
import { cashReserve, circuitBreaker, compose, cooldown, correlation, dailyLossLimit, groups, maxDrawdown, maxExposure, maxOpenPositions, maxPositionCapital, maxSignals, minRewardToRisk, onePerSymbol, portfolioStop, tradingHours } from '../src/index.ts';

const request = riskRequestOf();
const { nowMs } = request;
const HOUR_MS = 3_600_000;
const [bitcoin, ether] = [positionOf(), positionOf({ symbol: 'ETHUSDT', plan: planOf({ id: 'other' }) })];
const short = planOf({ side: 'short', takeProfitPrice: 90, stopLossPrice: 105 });
const sectors = groups({ BTCUSDT: { sector: 'coin' }, ETHUSDT: { sector: 'coin' }, SOLUSDT: { sector: 'chain' } });
const lost = closedEventOf(bitcoin, 95, 'stop-loss', nowMs - HOUR_MS);

/** Returns of the second and third are those of the first, of the last the opposite. */
const closes = { BTCUSDT: [100, 102, 99, 103, 100, 104], ETHUSDT: [10, 10.2, 9.9, 10.3, 10, 10.4], SOLUSDT: [5, 4.9, 5.05, 4.85, 5, 4.8] };
const priced = stillAccount({ closes });

const allowed = (over: Partial<typeof request> = {}, after: RiskQuestion['after'] = []): RiskQuestion => ({ request: { ...request, ...over }, after, answer: 'allowed' });
const lowered = (over: Partial<typeof request> = {}): RiskQuestion => ({ request: { ...request, ...over }, answer: 'lowered' });
const refused = (over: Partial<typeof request> = {}, after: RiskQuestion['after'] = []): RiskQuestion => ({ request: { ...request, ...over }, after, answer: 'refused' });

interface Known {
  readonly rule: () => RiskRule;
  readonly questions: readonly RiskQuestion[];
  readonly looks?: readonly RiskLook[];
  readonly naming?: string;
}

const ready: Readonly<Record<string, Known>> = {
  maxOpenPositions: {
    rule: () => maxOpenPositions({ max: 2 }),
    questions: [allowed({ activePositions: [bitcoin] }), refused({ activePositions: [bitcoin, ether] })],
  },
  'maxOpenPositions of a group and a side': {
    rule: () => maxOpenPositions({ max: 1, per: 'sector', side: 'long', groups: sectors }),
    questions: [allowed({ activePositions: [{ ...bitcoin, plan: short }] }), refused({ symbol: 'ETHUSDT', activePositions: [bitcoin] }), refused({ symbol: 'DOGEUSDT' })],
  },
  onePerSymbol: { rule: () => onePerSymbol(), questions: [allowed({ activePositions: [ether] }), refused({ activePositions: [bitcoin] })] },
  'maxExposure that refuses': {
    rule: () => maxExposure({ maxFrac: 0.5, per: 'sector', groups: sectors }),
    questions: [allowed({ quantity: 49, activePositions: [bitcoin] }), refused({ quantity: 50, activePositions: [bitcoin] })],
  },
  'maxExposure that reduces': {
    rule: () => maxExposure({ maxFrac: 0.5, per: 'symbol', onExcess: 'reduce' }),
    questions: [allowed(), lowered({ quantity: 80 }), refused({ activePositions: [{ ...bitcoin, quantity: 60 }] })],
  },
  maxPositionCapital: { rule: () => maxPositionCapital({ maxFrac: 0.1, onExcess: 'reduce' }), questions: [allowed(), lowered({ quantity: 11 })] },
  cashReserve: { rule: () => cashReserve({ minFrac: 0.2 }), questions: [allowed({ quantity: 79 }), refused({ quantity: 81 })] },
  maxSignals: {
    rule: () => maxSignals({ max: 2, windowMs: 24 * HOUR_MS }),
    questions: [allowed(), refused({}, [1, 2].map((hours) => ({ kind: 'reserved', nowMs: nowMs - hours * HOUR_MS, equityQuote: null, position: bitcoin })))],
  },
  cooldown: { rule: () => cooldown({ afterLossMs: HOUR_MS, afterStopMs: 2 * HOUR_MS }), questions: [allowed({ symbol: 'ETHUSDT' }, [lost]), refused({}, [lost])] },
  dailyLossLimit: {
    rule: () => dailyLossLimit({ maxLossFrac: 0.05 }),
    questions: [allowed({ account: stillAccount({ equityQuote: 9600 }) }), refused({ account: stillAccount({ equityQuote: 9400 }) })],
  },
  maxDrawdown: {
    rule: () => maxDrawdown({ maxDrawdownFrac: 0.2 }),
    questions: [allowed(), refused({ account: stillAccount({ equityQuote: 12_000, peakEquityQuote: 15_000 }) })],
  },
  'correlation that refuses': {
    rule: () => correlation({ interval: '1h', window: 5, threshold: 0.8 }),
    questions: [allowed({ account: priced, activePositions: [positionOf({ symbol: 'SOLUSDT' })] }), refused({ account: priced, activePositions: [ether] }), refused({ activePositions: [ether] })],
  },
  'correlation that reduces': {
    rule: () => correlation({ interval: '1h', window: 5, threshold: 0.3, onCorrelated: 'reduce', unknown: 'allow' }),
    questions: [allowed({ account: priced }), lowered({ account: stillAccount({ closes: { ...closes, ETHUSDT: [10, 10.2, 10.1, 10.2, 10, 10.4] } }), activePositions: [ether] })],
  },
  minRewardToRisk: { rule: () => minRewardToRisk({ min: 1.5 }), questions: [allowed(), refused({ plan: planOf({ stopLossPrice: 90 }) })] },
  tradingHours: {
    rule: () => tradingHours({ sessions: [{ days: ['wed', 'thu'], from: '08:00', to: '16:30' }] }),
    questions: [allowed(), refused({ nowMs: nowMs + 5 * HOUR_MS })],
  },
  circuitBreaker: {
    rule: () => circuitBreaker({ losses: 2, withinMs: 24 * HOUR_MS, resetAfterMs: 12 * HOUR_MS }),
    questions: [allowed({}, [lost]), refused({}, [lost, { ...lost, nowMs }])],
  },
  portfolioStop: {
    rule: () => portfolioStop({ maxDrawdownFrac: 0.2 }),
    questions: [
      allowed(),
      refused({ account: stillAccount({ equityQuote: 7999 }) }),
      refused({}, [{ kind: 'stopped', nowMs, equityQuote: 8000, ruleName: 'portfolio-stop', reason: 'refused by portfolio-stop: drawdown 20 % ≥ 20 %: equity 8000 of 10000' }]),
    ],
    looks: [
      { account: stillAccount({ equityQuote: 7999 }), nowMs, closesAll: true },
      { account: stillAccount({ equityQuote: 8001 }), nowMs, closesAll: false },
    ],
  },
  compose: {
    rule: () => compose('desk', [cooldown({ afterStopMs: HOUR_MS * 2 }), maxSignals({ max: 3, windowMs: 24 * HOUR_MS }), maxExposure({ maxFrac: 0.5, per: 'symbol', onExcess: 'reduce' }), portfolioStop({ maxLossFrac: 0.3 })]),
    questions: [allowed(), lowered({ quantity: 60 }), refused({}, [lost])],
    looks: [
      { account: stillAccount({ equityQuote: 6999 }), nowMs, closesAll: true },
      { account: stillAccount({ equityQuote: 7001 }), nowMs, closesAll: false },
    ],
    naming: 'the rule inside that refuses names itself',
  },
};

for (const [name, { rule, questions, looks, naming }] of Object.entries(ready)) {
  runSuite(riskRuleCases, { describe, it }, {
    name,
    fresh: () => ({ rule, questions, ...(looks === undefined ? {} : { looks }) }),
    ...(naming === undefined ? {} : { lacks: { naming } }),
  });
}
