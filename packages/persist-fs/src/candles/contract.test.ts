import { candleStoreCases, runSuite } from '@tradewright/core/testing';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'vitest';
import { FsCandleStore } from './fs-candle-store.ts';

runSuite(candleStoreCases, { describe, it }, {
  name: 'FsCandleStore',
  fresh() {
    const directory = mkdtempSync(join(tmpdir(), 'fs-candles-'));
    return {
      open: () => FsCandleStore.open({ directory }),
      dispose: async () => rmSync(directory, { recursive: true, force: true }),
    };
  },
});
