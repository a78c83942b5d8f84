import { describe, expect, it } from 'vitest';
import { closed, live } from '../../test/rows.ts';
import { LiveFold } from '../fold/live.ts';
import type { LiveRow } from '../row/live-row.ts';
import { liveMarkdown } from './live.ts';

function reportOf(...rows: readonly LiveRow[]): string {
  const fold = new LiveFold();
  for (const row of rows) fold.add(row, row);
  return liveMarkdown({ strategyName: 'trend', stats: fold.statistics(), rows: fold.rows(), showNote: true });
}

describe('the live report', () => {
  it('says so when nothing happened', () => {
    expect(reportOf()).toBe('# Live Trading Report: trend\n\nNo events recorded yet.\n');
  });

  it('shows the latest events, with N/A for what an action does not have', () => {
    const report = reportOf(live('idle', 0), live('active', 1), live('closed', 2, { closed: closed(2) }));
    expect(report).toContain(
      `| Timestamp | Action | Symbol | Signal ID | Position | Note | Current Price | Open Price | Take Profit | Stop Loss | % to TP | % to SL | PNL (net) | Close Reason | Duration (min) |
| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |
| 2024-01-01T00:02:00.000Z | CLOSED | BTCUSDT | a1 | LONG | up | 100.00000000 USD | 100.00000000 USD | 110.00000000 USD | 95.00000000 USD | N/A | N/A | +2.00% | take_profit | 360 |
| 2024-01-01T00:01:00.000Z | ACTIVE | BTCUSDT | a1 | LONG | up | 100.00000000 USD | 100.00000000 USD | 110.00000000 USD | 95.00000000 USD | 50.00% | 0.00% | N/A | N/A | N/A |
| 2024-01-01T00:00:00.000Z | IDLE | BTCUSDT | N/A | N/A | N/A | 100.00000000 USD | N/A | N/A | N/A | N/A | N/A | N/A | N/A | N/A |

**Total events:** 3

**Closed signals:** 1

**Win rate:** 100.00% (1W / 0L) (higher is better)
`,
    );
  });
});
