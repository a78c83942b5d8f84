import { InputError, SourceError, StoreError } from '@tradewright/core';
import type { IStrategyTickResult, LiveStatusContract } from 'tradewright';
import { describe, expect, it } from 'vitest';
import { errorLine, isNews, jsonText, partialLine, refusedLine, signalLine, statusLine, storeLine } from './line.ts';

const names = { symbol: 'X', strategyName: 's', exchangeName: 'e' };
const minute = 1_672_531_260_000;
const signal = { ...names, id: 'i', position: 'short' as const, note: 'why', priceOpen: 100.1 + 0.2, priceTakeProfit: 98, priceStopLoss: 101, minuteEstimatedTime: 5, scheduledAt: minute, pendingAt: minute + 60_000, _isScheduled: false };
const result = (part: object): IStrategyTickResult => ({ ...names, currentPrice: 100, signal, ...part }) as unknown as IStrategyTickResult;
const textOf = (part: object): string => {
  const told = result(part);
  return isNews(told) ? signalLine(told).text : 'nothing';
};

describe('what the store says', () => {
  it.each([
    ['of what it dealt with', { message: 'A file was damaged.', retry: null }, 'PAPER  warning    A file was damaged.', { kind: 'warning', at: null, message: 'A file was damaged.' }],
    ['of what it tries again', { message: 'No answer.', retry: { code: 'store/unreachable', attempt: 2 } }, 'PAPER  warning    No answer. It is tried again.', { kind: 'warning', at: null, message: 'No answer.', code: 'store/unreachable', attempt: 2 }],
  ])('%s is a warning', (_what, word, text, json) => {
    expect(storeLine(word)).toEqual({ text, json, isWarning: true });
  });
});

describe('what happened, in one line', () => {
  it.each([
    ['scheduled', { action: 'scheduled' }, '2023-01-01 00:01 UTC  PAPER  scheduled  X  s  short at 100.3, target 98, stop 101 (why)'],
    ['opened', { action: 'opened' }, '2023-01-01 00:02 UTC  PAPER  opened     X  s  short at 100.3, target 98, stop 101 (why)'],
    ['closed', { action: 'closed', closeReason: 'take_profit', reasonText: null, closeTimestamp: minute, pnl: { pnlPercentage: 1.9, priceOpen: 100, priceClose: 98 } }, '2023-01-01 00:01 UTC  PAPER  closed     X  s  short 100 → 98, +1.90 %, take profit'],
    ['closed by command', { action: 'closed', closeReason: 'command', reasonText: 'enough', closeTimestamp: minute, pnl: { pnlPercentage: -1, priceOpen: 100, priceClose: 101 } }, '2023-01-01 00:01 UTC  PAPER  closed     X  s  short 100 → 101, −1.00 %, command (enough)'],
    ['cancelled', { action: 'cancelled', reason: 'stop_loss', closeTimestamp: minute }, '2023-01-01 00:01 UTC  PAPER  cancelled  X  s  short at 100.3, stop loss'],
    ['active', { action: 'active' }, 'nothing'],
    ['idle', { action: 'idle', signal: null }, 'nothing'],
  ])('%s', (_what, part, text) => {
    expect(textOf(part)).toBe(text);
  });

  it.each<[string, object, string | null, boolean?]>([
    ['ticked', { state: 'idle', missed: 0 }, null],
    ['ticked', { state: 'idle', missed: 2 }, '2 ticks were left out because something took too long', true],
    ['restored', { signal }, 'goes on with short at 100.3', false],
    ['restored', { signal: { ...signal, _isScheduled: true } }, 'goes on with short at 100.3, which waits for its entry', false],
    ['paused', { error: new StoreError('store/full', 'Full.') }, 'the store does not answer, nothing is decided until it does: Full.', true],
    ['resumed', { pausedMs: 1234 }, 'the store answers again after 1.2 s', false],
    ['standby', { lost: false }, 'somebody else trades it, this process waits', true],
    ['standby', { lost: true }, 'its lease was lost: somebody else trades it, this process waits', true],
    ['clock', { jumpedMs: -3_600_000, resumesAt: minute + 60_000 }, 'the clock of the machine was set back by 3600 s; the next tick comes when it shows 2023-01-01 00:02 UTC', true],
    ['clock', { jumpedMs: 3_600_000, resumesAt: minute }, 'the clock of the machine was set forward by 3600 s; the next tick comes when it shows 2023-01-01 00:01 UTC', true],
    ['gap', { gap: { fromMs: minute, toMs: minute + 60_000 } }, 'candles are missing from 2023-01-01 00:01 UTC to 2023-01-01 00:02 UTC', true],
    ['failed', { error: new InputError('a/b', 'Two\nlines.') }, 'Two lines.', true],
    ['stale', { blindTicks: 3, sinceMs: minute, error: new SourceError('candles/stale', 'x') }, 'the exchange gives no new candles: nothing can be judged until it does, and nothing is closed', true],
    ['fresh', { blindTicks: 3, sinceMs: minute }, 'candles come again', false],
  ])('a run that %s', (kind, part, text, isWarning) => {
    const line = statusLine({ ...names, timestamp: minute, kind, ...part } as LiveStatusContract);
    expect(line?.text ?? null).toBe(text === null ? null : `2023-01-01 00:01 UTC  PAPER  ${kind.padEnd(9)}  X  s  ${text}`);
    if (line !== null) expect(line.isWarning).toBe(isWarning);
  });

  it('levels and refusals', () => {
    const level = { ...names, data: signal, currentPrice: 99, level: 30, backtest: false, timestamp: minute };
    expect([partialLine(level, 'profit').text, partialLine(level, 'loss').text]).toEqual([
      '2023-01-01 00:01 UTC  PAPER  partial    X  s  30 % of the way to the target, at 99',
      '2023-01-01 00:01 UTC  PAPER  partial    X  s  30 % of the way to the stop, at 99',
    ]);
    const refusal = { ...names, pendingSignal: signal, currentPrice: 99, activePositionCount: 1, comment: 'limits', message: 'too many', timestamp: minute };
    expect(refusedLine(refusal).text).toBe('2023-01-01 00:01 UTC  PAPER  refused    X  s  too many (limits)');
  });

  it('somebody else’s text cannot rewrite a terminal', () => {
    expect(errorLine(new Error('a\u001B[2Jb'), null).text).toBe('PAPER  error      a [2Jb');
  });
});

describe('--json', () => {
  it('says the version, that this is paper, what and when', () => {
    const told = result({ action: 'opened' });
    expect(JSON.parse(jsonText(signalLine(told as never)))).toMatchObject({ schemaVersion: 1, mode: 'paper', kind: 'signal', at: '2023-01-01T00:02:00.000Z', action: 'opened', symbol: 'X', signal: { id: 'i' } });
  });

  it('says how a run fares under `status`', () => {
    const status = { ...names, timestamp: minute, kind: 'stale', blindTicks: 3, sinceMs: minute, error: new SourceError('candles/stale', 'None.', { retryable: true }) } as const;
    expect(JSON.parse(jsonText(statusLine(status)!))).toMatchObject({ kind: 'status', status: 'stale', symbol: 'X', strategyName: 's', sinceMs: minute, error: { message: 'None.', code: 'candles/stale', retryable: true } });
  });

  it('says the code of a typed error', () => {
    expect(JSON.parse(jsonText(errorLine(new StoreError('store/full', 'Full.', { retryable: true }), names)))).toMatchObject({ kind: 'error', symbol: 'X', error: { message: 'Full.', code: 'store/full', retryable: true } });
  });
});
