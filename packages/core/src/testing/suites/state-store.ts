import type { SuiteCase } from '../case.ts';
import { concurrencyCases } from './state-store/concurrency.ts';
import { eventCases } from './state-store/events.ts';
import { keyCases } from './state-store/keys.ts';
import { leaseCases } from './state-store/leases.ts';
import type { StateStoreSubject } from './state-store/place.ts';
import { refusalCases } from './state-store/refusals.ts';
import { restartCases } from './state-store/restart.ts';
import { sharingCases } from './state-store/sharing.ts';
import { sizeCases } from './state-store/sizes.ts';
import { valueCases } from './state-store/values.ts';
import { versionCases } from './state-store/versions.ts';

export type { StateStoreNeed, StateStoreSubject } from './state-store/place.ts';

/** What every `StateStore` promises. Ids are stable. */
export const stateStoreCases: readonly SuiteCase<StateStoreSubject>[] = [
  ...valueCases,
  ...versionCases,
  ...refusalCases,
  ...concurrencyCases,
  ...eventCases,
  ...keyCases,
  ...sizeCases,
  ...restartCases,
  ...leaseCases,
  ...sharingCases,
];
