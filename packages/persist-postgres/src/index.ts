export { PgStateStore, type PgStateStoreOptions } from './pg-state-store.ts';
export { migrate } from './migrate.ts';
export type { PgOptions } from './options.ts';
