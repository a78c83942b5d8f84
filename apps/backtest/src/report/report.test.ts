import { describe, expect, it } from 'vitest';
import { progressText } from '../progress-line.ts';
import { counted, duration, percent, signedPercent, whole } from './numbers.ts';
import { markdownText, plainText } from './plain-text.ts';
import { verdictText } from './summary-rows.ts';

describe('numbers to read', () => {
  it.each([
    [0.1234, '+12.34 %'],
    [-0.1234, '−12.34 %'],
    [0, '0.00 %'],
    [-0.00001, '0.00 %'],
    [null, 'N/A'],
    [Number.NaN, 'N/A'],
  ])('%s is %s', (value, text) => {
    expect(signedPercent(value)).toBe(text);
  });

  it('have their thousands apart and their unit', () => {
    expect([whole(1234567), counted(1, 'gap'), counted(2, 'gap'), percent(0.5, 1), duration(12.3), duration(1234), duration(61_000)]).toEqual(['1,234,567', '1 gap', '2 gaps', '50.0 %', '12 ms', '1.23 s', '1 min 1 s']);
  });
});

describe('text of somebody else', () => {
  it('stays text inside Markdown', () => {
    expect(markdownText('a|b <i> [x](y) `c` *d*\nnew')).toBe('a\\|b \\<i\\> \\[x\\](y) \\`c\\` \\*d\\* new');
  });

  it('cannot rewrite a terminal', () => {
    expect(plainText('a\u001B[2Jb\r\nc')).toBe('a [2Jb c');
  });
});

describe('the verdict', () => {
  const verdict = { cuts: 20, identical: true, differences: [], repeatable: true, complete: true };
  const decided = { count: 1, digest: '', last: '' };
  const difference = { cutMs: 0, full: decided, cut: decided };

  it.each([
    [verdict, '20 cuts, every earlier decision identical'],
    [{ ...verdict, identical: false, differences: [difference] }, 'LOOK-AHEAD FOUND: 20 cuts, 1 with other decisions than the full run'],
    [{ ...verdict, complete: false, cuts: 3 }, '3 cuts before the interruption, every earlier decision identical'],
    [{ ...verdict, complete: false, cuts: 0 }, 'not checked: interrupted'],
    [{ ...verdict, complete: false, cuts: 3, identical: false, repeatable: null, differences: [difference] }, 'DIFFERENCES FOUND: 3 cuts before the interruption, 1 with other decisions than the full run; whether the full run itself repeats was not found out'],
  ])('%# is told in one sentence', (given, text) => {
    expect(verdictText(given)).toBe(text);
  });

  it('does not call chance look-ahead', () => {
    expect(verdictText({ ...verdict, identical: false, repeatable: false, differences: [difference] })).toMatch(/^NOT REPEATABLE/);
  });
});

it('progress shows a bar, a share and the time left', () => {
  expect(progressText('backtest', 0.5, 3000)).toBe('backtest [############............] 50 %, 3 s left');
  expect(progressText('backtest', 0, 3000)).toBe('backtest [........................] 0 %');
});
