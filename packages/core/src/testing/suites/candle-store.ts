import type { SuiteCase } from '../case.ts';
import { chunkCases } from './candle-store/chunks.ts';
import { concurrencyCases } from './candle-store/concurrency.ts';
import { coveredCases } from './candle-store/covered.ts';
import { hashCases } from './candle-store/hash.ts';
import { instrumentCases, limitCases } from './candle-store/instruments.ts';
import { keyCases } from './candle-store/keys.ts';
import type { CandleStoreSubject } from './candle-store/place.ts';
import { readingCases } from './candle-store/reading.ts';
import { refetchCases } from './candle-store/refetch.ts';
import { refusalCases } from './candle-store/refusals.ts';
import { restartCases } from './candle-store/restart.ts';
import { sharingCases } from './candle-store/sharing.ts';
import { valueCases } from './candle-store/values.ts';

export type { CandleStoreNeed, CandleStoreSubject } from './candle-store/place.ts';

/** What every `CandleStore` promises. Ids are stable. */
export const candleStoreCases: readonly SuiteCase<CandleStoreSubject>[] = [
  ...valueCases,
  ...chunkCases,
  ...coveredCases,
  ...refetchCases,
  ...refusalCases,
  ...keyCases,
  ...restartCases,
  ...concurrencyCases,
  ...readingCases,
  ...hashCases,
  ...instrumentCases,
  ...sharingCases,
  ...limitCases,
];
