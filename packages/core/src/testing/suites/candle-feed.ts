import type { SuiteCase } from '../case.ts';
import { comingCases } from './candle-feed/coming.ts';
import { leavingCases } from './candle-feed/leaving.ts';
import type { CandleFeedSubject } from './candle-feed/place.ts';

export type { CandleFeedNeed, CandleFeedSubject, FedExchange } from './candle-feed/place.ts';

/** What every `CandleFeed` promises. Ids are stable. */
export const candleFeedCases: readonly SuiteCase<CandleFeedSubject>[] = [...comingCases, ...leavingCases];
