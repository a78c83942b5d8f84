import { describe, expect, it } from 'vitest';
import { partial, risk, scheduled } from '../../test/rows.ts';
import { PartialFold } from '../fold/partial.ts';
import { RiskFold } from '../fold/risk.ts';
import { ScheduleFold } from '../fold/schedule.ts';
import type { PartialRow } from '../row/partial-row.ts';
import type { RiskRow } from '../row/risk-row.ts';
import type { ScheduleRow } from '../row/schedule-row.ts';
import { partialMarkdown } from './partial.ts';
import { riskMarkdown } from './risk.ts';
import { scheduleMarkdown } from './schedule.ts';

describe('the report of scheduled signals', () => {
  const reportOf = (...rows: readonly ScheduleRow[]): string => {
    const fold = new ScheduleFold();
    for (const row of rows) fold.add(row, row);
    return scheduleMarkdown({ strategyName: 'trend', stats: fold.statistics(), rows: fold.rows() });
  };

  it('says so when nothing was scheduled', () => {
    expect(reportOf()).toBe('# Scheduled Signals Report: trend\n\nNo scheduled signals recorded yet.\n');
  });

  it('is written to the byte', () => {
    expect(reportOf(scheduled('scheduled', 0), scheduled('opened', 15))).toBe(`# Scheduled Signals Report: trend

| Timestamp | Action | Symbol | Signal ID | Position | Current Price | Entry Price | Take Profit | Stop Loss | Wait Time (min) |
| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |
| 2024-01-01T00:15:00.000Z | OPENED | BTCUSDT | a1 | LONG | 101.00000000 USD | 100.00000000 USD | 110.00000000 USD | 95.00000000 USD | 15 |
| 2024-01-01T00:00:00.000Z | SCHEDULED | BTCUSDT | a1 | LONG | 101.00000000 USD | 100.00000000 USD | 110.00000000 USD | 95.00000000 USD | N/A |

**Total events:** 2

**Scheduled signals:** 1

**Opened signals:** 1

**Cancelled signals:** 0

**Activation rate:** 100.00% (higher is better)

**Cancellation rate:** 0.00% (lower is better)

**Average activation time:** 15.00 minutes

**Average wait time (cancelled):** N/A
`);
  });
});

describe('the report of milestones', () => {
  const reportOf = (...rows: readonly PartialRow[]): string => {
    const fold = new PartialFold();
    for (const row of rows) fold.add(row, row);
    return partialMarkdown({ symbol: 'BTC/USDT', strategyName: 'trend', stats: fold.statistics(), rows: fold.rows() });
  };

  it('says so when none was reached', () => {
    expect(reportOf()).toBe('# Partial Profit/Loss Report: BTC/USDT:trend\n\nNo partial profit/loss events recorded yet.\n');
  });

  it('is written to the byte', () => {
    expect(reportOf(partial('profit', 10), partial('loss', 40, { backtest: false }))).toBe(`# Partial Profit/Loss Report: BTC/USDT:trend

| Action | Symbol | Strategy | Signal ID | Position | Level % | Current Price | Timestamp | Mode |
| --- | --- | --- | --- | --- | --- | --- | --- | --- |
| LOSS | BTCUSDT | trend | a1 | LONG | -40% | 101.00000000 USD | 2024-01-01T00:40:00.000Z | Live |
| PROFIT | BTCUSDT | trend | a1 | LONG | +10% | 101.00000000 USD | 2024-01-01T00:10:00.000Z | Backtest |

**Total events:** 2

**Profit events:** 1

**Loss events:** 1
`);
  });
});

describe('the report of refusals', () => {
  const reportOf = (...rows: readonly RiskRow[]): string => {
    const fold = new RiskFold();
    for (const row of rows) fold.add(row, row);
    return riskMarkdown({ symbol: 'BTCUSDT', strategyName: 'trend', stats: fold.statistics(), rows: fold.rows(), showNote: true });
  };

  it('says so when nothing was refused', () => {
    expect(reportOf()).toBe('# Risk Rejection Report: BTCUSDT:trend\n\nNo risk rejections recorded yet.\n');
  });

  it('is written to the byte, whatever a validation said', () => {
    expect(reportOf(risk({ note: 'why not', reason: 'too | many\n# positions', signalId: null }), risk({ symbol: '# X' }))).toBe(`# Risk Rejection Report: BTCUSDT:trend

| Symbol | Strategy | Signal ID | Position | Note | Exchange | Open Price | Take Profit | Stop Loss | Current Price | Active Positions | Reason | Timestamp |
| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |
| # X | trend | a1 | SHORT | N/A | binance | N/A | 90.00000000 USD | 105.00000000 USD | 100.00000000 USD | 3 | three positions are enough | 2024-01-01T00:00:00.000Z |
| BTCUSDT | trend | N/A | SHORT | why not | binance | N/A | 90.00000000 USD | 105.00000000 USD | 100.00000000 USD | 3 | too \\| many # positions | 2024-01-01T00:00:00.000Z |

**Total rejections:** 2

## Rejections by Symbol

- \\# X: 1
- BTCUSDT: 1

## Rejections by Strategy

- trend: 2
`);
  });
});
