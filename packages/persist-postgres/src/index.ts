export { PgStateStore, type PgStateStoreOptions } from './pg-state-store.ts';
export { migrate } from './migrate.ts';
export { postgresPersist, type PostgresPersist, type PostgresPersistClass } from './postgres-persist.ts';
export { checkOptions, type PgOptions } from './options.ts';
export { PgCandleStore } from './candles/pg-candle-store.ts';
export type { PgStoreOptions } from './open-connections.ts';
