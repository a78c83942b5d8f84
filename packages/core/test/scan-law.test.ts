import { describe, expect, it } from 'vitest';
import { broken, FEWER, LAW_TIMEOUT_MS } from './law.ts';
import { idleLaw } from './laws/idle-law.ts';
import { pagesLaw } from './laws/pages-law.ts';
import { scanLaw } from './laws/scan-law.ts';

describe('the scan law', () => {
  it('stepping only where the scan stops tells the same story as stepping every candle, bit for bit', async () => {
    expect(await broken(scanLaw)).toBeNull();
  }, LAW_TIMEOUT_MS);

  it('producing idle, active and progress events changes no decision', async () => {
    expect(await broken(idleLaw, FEWER)).toBeNull();
  }, LAW_TIMEOUT_MS);

  it('candles page by page decide as a complete series does', async () => {
    expect(await broken(pagesLaw, FEWER)).toBeNull();
  }, LAW_TIMEOUT_MS);
});
