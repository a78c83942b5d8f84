import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { fingerprint } from './fingerprint.ts';
import { broken, FEWER, LAW_TIMEOUT_MS } from './law.ts';
import { determinismLaw } from './laws/determinism-law.ts';
import { syncLaw } from './laws/sync-law.ts';

describe('determinism', () => {
  it('the same input gives the same events, run after run', async () => {
    expect(await broken(determinismLaw, FEWER)).toBeNull();
  }, LAW_TIMEOUT_MS);

  it('an answer that has to be awaited gives the same events as one that has not', async () => {
    expect(await broken(syncLaw, FEWER)).toBeNull();
  }, LAW_TIMEOUT_MS);

  it('another process gives the same events', async () => {
    const script = fileURLToPath(new URL('fingerprint.ts', import.meta.url));
    const printed = execFileSync(process.execPath, ['--conditions=@tradewright/source', script, '300'], { encoding: 'utf8' });
    expect(printed.trim()).toBe(await fingerprint(300));
  }, 60_000);
});
