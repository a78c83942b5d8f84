import { expect, it } from 'vitest';
import { progressText } from './progress-line.ts';

it('progress shows a bar, a share and the time left', () => {
  expect(progressText({ what: 'backtest', doneFrac: 0.5 }, 3000)).toBe('backtest [############............] 50 %, 3 s left');
  expect(progressText({ what: 'backtest', doneFrac: 0, details: 'BTC' }, 3000)).toBe('backtest [........................] 0 %; BTC');
});
