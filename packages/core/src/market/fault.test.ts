import { describe, expect, it } from 'vitest';
import { CandleError, CandleGapError } from './fault.ts';

describe('a broken candle', () => {
  const fault = { row: 3, openTimeMs: 60_000, rule: 'high', detail: 'high is not the highest' } as const;

  it('says where it stands and what is wrong', () => {
    expect(new CandleError(fault, 'btc.csv:17')).toMatchObject({ name: 'CandleError', code: 'candle/invalid', retryable: false, message: 'btc.csv:17: high is not the highest', fault, where: 'btc.csv:17' });
  });

  it('keeps its cause', () => {
    const cause = new Error('first');
    expect(new CandleError(fault, 'btc.csv', { cause }).cause).toBe(cause);
  });
});

describe('missing candles', () => {
  it('are named by symbol and range in UTC, with what to do', () => {
    const gap = { fromMs: Date.UTC(2024, 0, 1), toMs: Date.UTC(2024, 0, 1, 0, 5) };
    expect(new CandleGapError(gap, 'BTC/USDT')).toMatchObject({
      name: 'CandleGapError', code: 'candle/gap', retryable: false, gap,
      message: "BTC/USDT: no candles from 2024-01-01T00:00:00.000Z to 2024-01-01T00:05:00.000Z; fetch them, or allow gaps (CC_CANDLE_GAP: 'skip').",
    });
  });
});
