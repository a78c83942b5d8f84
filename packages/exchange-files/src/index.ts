export type { ColumnName, CsvOptions, Files, FilesOptions, TimeUnit } from './options.ts';
export { FilesSource, type Extent } from './files-source.ts';
export { filesExchange, type FilesExchange, type FilesExchangeOptions, type InstrumentLimits } from './files-exchange.ts';
export type { SkippedRow } from './file/skipped-rows.ts';
export type { Precision } from './file/precision.ts';
export { syntheticSource, type SyntheticSource } from './synthetic/synthetic-source.ts';
export { syntheticExchange, type SyntheticExchangeOptions } from './synthetic/synthetic-exchange.ts';
export type { SyntheticOptions, SyntheticTerms } from './synthetic/options.ts';
