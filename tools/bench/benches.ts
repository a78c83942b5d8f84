import type { BenchResult } from './result.ts';

/** Every bench by its name. Each is loaded when it is run: what the others stand on weighs on its memory. */
export const BENCHES = {
  'year-trade': async () => (await import('./year-trade.ts')).yearTrade(),
  'year-idle': async () => (await import('./year-idle.ts')).yearIdle(),
  'year-facade': async () => (await import('./year-facade.ts')).yearFacade(),
  'facade-view': async () => (await import('./facade-view.ts')).facadeView(),
  listeners: async () => (await import('./listeners.ts')).listeners(),
  'parallel-symbols': async () => (await import('./parallel-symbols.ts')).parallelSymbols(),
  'portfolio-50x90d': async () => (await import('./portfolio-50x90d.ts')).portfolio50x90d(),
  'ten-years': async () => (await import('./ten-years.ts')).tenYears(),
  scan: async () => (await import('./scan.ts')).scanBare(),
  'scan-blocks': async () => (await import('./scan.ts')).scanBlocks(),
  'series-build': async () => (await import('./series-build.ts')).seriesBuild(),
  csv: async () => (await import('./csv.ts')).csv(),
  tick: async () => (await import('./tick.ts')).tick(),
  'idle-symbol': async () => (await import('./idle-symbol.ts')).idleSymbol(),
  'replay-month': async () => (await import('./replay-month.ts')).replayMonth(),
  'commit-fs': async () => (await import('./commit-fs.ts')).commitFs(),
  'store-read-fs': async () => (await import('./store-read-fs.ts')).storeReadFs(),
  'commit-pg': async () => (await import('./commit-pg.ts')).commitPg(),
  'commit-pg-32': async () => (await import('./commit-pg.ts')).commitPgParallel(),
  'store-read-pg': async () => (await import('./store-read-pg.ts')).storeReadPg(),
  'store-write-pg': async () => (await import('./store-write-pg.ts')).storeWritePg(),
  'ccxt-overhead': async () => (await import('./ccxt-overhead.ts')).ccxtOverhead(),
  'warm-20': async () => (await import('./warm-20.ts')).warm20(),
  'reserve-pg': async () => (await import('./reserve-pg.ts')).reservePg(),
  fold: async () => (await import('./fold.ts')).fold(),
  'risk-check': async () => (await import('./risk-check.ts')).riskCheck(),
} satisfies Record<string, () => Promise<BenchResult>>;

export function isBench(name: string): name is keyof typeof BENCHES {
  return Object.hasOwn(BENCHES, name);
}
