import { describe, expect, it } from 'vitest';
import { closed, daily } from '../../test/rows.ts';
import { BacktestFold } from '../fold/backtest.ts';
import type { ClosedRow } from '../row/closed-row.ts';
import { backtestMarkdown, type BacktestReport } from './backtest.ts';

function foldOf(rows: readonly ClosedRow[]): BacktestFold {
  const fold = new BacktestFold();
  for (const row of rows) fold.add(row, row);
  return fold;
}

function reportOf(rows: readonly ClosedRow[], options: Partial<BacktestReport> = {}): string {
  const fold = foldOf(rows);
  return backtestMarkdown({ strategyName: 'my_trend', stats: fold.statistics(), rows: fold.rows(), ...options });
}

describe('the backtest report', () => {
  it('says so when nothing was closed', () => {
    expect(reportOf([])).toBe('# Backtest Report: my_trend\n\nNo signals closed yet.\n');
  });

  it('is written to the byte', () => {
    const rows = daily(2, -1).map((row, i) => ({ ...row, signalId: `s${i}`, closeReason: i === 0 ? 'take_profit' : 'stop_loss' }));
    expect(reportOf(rows)).toBe(`# Backtest Report: my_trend

| Signal ID | Symbol | Position | Open Price | Close Price | Take Profit | Stop Loss | PNL (net) | Close Reason | Duration (min) | Open Time | Close Time |
| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |
| s1 | BTCUSDT | LONG | 100.00000000 USD | 99.00000000 USD | 110.00000000 USD | 95.00000000 USD | -1.00% | stop_loss | 360 | 2024-01-02T00:00:00.000Z | 2024-01-02T06:00:00.000Z |
| s0 | BTCUSDT | LONG | 100.00000000 USD | 102.00000000 USD | 110.00000000 USD | 95.00000000 USD | +2.00% | take_profit | 360 | 2024-01-01T00:00:00.000Z | 2024-01-01T06:00:00.000Z |

**Total signals:** 2

**Closed signals:** 2

**Win rate:** 50.00% (1W / 1L) (higher is better)

**Average PNL:** +0.50% (higher is better)

**Total PNL:** +1.00% (higher is better)

**Standard Deviation:** 2.121% (lower is better)

**Sharpe Ratio:** 0.236 (higher is better)

**Annualized Sharpe Ratio:** 4.503 (higher is better)

**Certainty Ratio:** 2.000 (higher is better)

**Expected Yearly Returns:** +730.00% (higher is better)

**Daily Sharpe Ratio:** N/A (fewer than 10 trades)

**Daily Sortino Ratio:** N/A (fewer than 10 trades)

**Calmar Ratio:** N/A (fewer than 10 trades)

**Compound Yearly Growth:** N/A (fewer than 10 trades)

**Maximum Drawdown:** 1.00% (2024-01-01T06:00:00.000Z to 2024-01-02T06:00:00.000Z, not recovered) (lower is better)

**Exposure:** 40.00% of the time

**Turnover:** N/A (fewer than 10 trades)

**Fees:** 0.40% (25.0% of the result before costs) (lower is better)

**Slippage:** 0.20% (12.5% of the result before costs) (lower is better)

**Adverse Excursion:** -1.50% median, -1.50% one in twenty

**Favourable Excursion:** +0.50% median, +2.50% one in twenty

**Probabilistic Sharpe Ratio:** N/A (fewer than 10 trades)

**Deflated Sharpe Ratio:** N/A (the number of trials was not given)

**PNL Interval:** +1.00% to +1.00% (0 ambiguous)
`);
  });

  it('shows notes only when asked to, and no note can break the table', () => {
    const note = '<img src=x> | `a`\n| b |';
    expect(reportOf([closed(1, { note })])).not.toContain('img');
    const report = reportOf([closed(1, { note })], { showNote: true });
    expect(report).toContain('| Position | Note | Open Price |');
    expect(report).toContain(String.raw`| LONG | &lt;img src=x&gt; \| \`a\` \| b \| | 100.00000000 USD |`);
    expect(reportOf([closed(1)], { showNote: true })).toContain('| LONG | N/A |');
  });

  it('writes N/A where there is no value, and why', () => {
    const report = reportOf([closed(1)]);
    expect(report).toContain('**Sharpe Ratio:** N/A (only one trade)\n');
    expect(report).toContain('**Certainty Ratio:** N/A (no losses)\n');
    expect(report).not.toMatch(/NaN|null|undefined|Infinity/);
  });

  it('says what the list leaves out, what was ambiguous and what the end of data cut off', () => {
    const rows = Array.from({ length: 251 }, () => closed(1, { ambiguous: true, truncated: true, pnlLowPercentage: -2 }));
    const report = reportOf(rows, { stats: statsOf(rows, 'first-order') });
    expect(report).toContain('*The latest 250 of 251 are listed; the statistics cover all.*');
    expect(report).toContain('**PNL Interval:** -502.00% to +251.00% (251 ambiguous, first-order)');
    expect(report).toContain('**Cut off by the end of data:** 251');
  });

  it('shows how a fall was made good, and intervals where they were asked for', () => {
    const rows = daily(...Array.from({ length: 15 }, (_, i) => (i === 3 ? -2 : 1)));
    const report = reportOf(rows, { stats: foldOf(rows).statistics({ trials: { count: 3 }, bootstrap: { seed: 7, resamples: 200, level: 0.9 } }) });
    expect(report).toContain('**Maximum Drawdown:** 2.00% (2024-01-03T06:00:00.000Z to 2024-01-04T06:00:00.000Z, recovered 2024-01-07T06:00:00.000Z after 3.0 days) (lower is better)');
    expect(report).toMatch(/\*\*Average PNL, bootstrap:\*\* \+0\.\d\d% to \+1\.00% \(90% of 200 histories, seed 7\)/);
    expect(report).toMatch(/\*\*Maximum Drawdown, bootstrap:\*\* 0\.00% to \d+\.\d\d% \(90% of 200 histories, seed 7\)/);
    expect(report).toMatch(/\*\*Turnover:\*\* \d+\.\d times a year/);
    expect(report).toMatch(/\*\*Deflated Sharpe Ratio:\*\* 0\.\d{3} \(higher is better\)/);
  });

  it('takes other columns and facts, escaped', () => {
    const report = reportOf([closed(1)], { strategyName: 'a\n# b', facts: [{ label: 'Data', value: '<synthetic>' }], columns: [{ label: 'Id', cell: (row) => row.signalId }] });
    expect(report.startsWith('# Backtest Report: a # b\n\n**Data:** &lt;synthetic&gt;\n\n| Id |\n| --- |\n| a1 |\n\n')).toBe(true);
  });
});

function statsOf(rows: readonly ClosedRow[], intervalLabel: 'first-order'): BacktestReport['stats'] {
  return foldOf(rows).statistics({ intervalLabel });
}
