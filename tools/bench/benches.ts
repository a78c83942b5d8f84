import { ccxtOverhead } from './ccxt-overhead.ts';
import { commitFs } from './commit-fs.ts';
import { commitPg, commitPgParallel } from './commit-pg.ts';
import { csv } from './csv.ts';
import { facadeView } from './facade-view.ts';
import { idleSymbol } from './idle-symbol.ts';
import { listeners } from './listeners.ts';
import { parallelSymbols } from './parallel-symbols.ts';
import { replayMonth } from './replay-month.ts';
import type { BenchResult } from './result.ts';
import { scanBare, scanBlocks } from './scan.ts';
import { seriesBuild } from './series-build.ts';
import { storeReadFs } from './store-read-fs.ts';
import { storeReadPg } from './store-read-pg.ts';
import { storeWritePg } from './store-write-pg.ts';
import { tenYears } from './ten-years.ts';
import { tick } from './tick.ts';
import { warm20 } from './warm-20.ts';
import { yearFacade } from './year-facade.ts';
import { yearIdle } from './year-idle.ts';
import { yearTrade } from './year-trade.ts';

/** Every bench by its name. */
export const BENCHES = {
  'year-trade': yearTrade,
  'year-idle': yearIdle,
  'year-facade': yearFacade,
  'facade-view': facadeView,
  listeners,
  'parallel-symbols': parallelSymbols,
  'ten-years': tenYears,
  scan: scanBare,
  'scan-blocks': scanBlocks,
  'series-build': seriesBuild,
  csv,
  tick,
  'idle-symbol': idleSymbol,
  'replay-month': replayMonth,
  'commit-fs': commitFs,
  'store-read-fs': storeReadFs,
  'commit-pg': commitPg,
  'commit-pg-32': commitPgParallel,
  'store-read-pg': storeReadPg,
  'store-write-pg': storeWritePg,
  'ccxt-overhead': ccxtOverhead,
  'warm-20': warm20,
} satisfies Record<string, () => Promise<BenchResult>>;

export function isBench(name: string): name is keyof typeof BENCHES {
  return Object.hasOwn(BENCHES, name);
}
