import { expect, it } from 'vitest';
import { SeriesProgress } from './series-progress.ts';

it('what somebody else has kept meanwhile counts as come, not as new', () => {
  const row = new SeriesProgress('AAAUSDT');
  row.missingMs = 600_000;
  row.filled({ span: { fromMs: 0, toMs: 300_000 }, candles: 5, filled: { added: 0, mended: 0, differing: 0, differences: [] } });
  expect(row).toMatchObject({ fetchedMs: 300_000, came: 5, added: 0, doneFrac: 0.5 });
});
