import { differentEvents } from '@tradewright/core/testing';
import { eventsOf, optionsOf, randomScenario } from '../law.ts';
import { extrasOf } from './extras.ts';
import { lateParts } from './late-parts.ts';

/**
 * A strategy, a rule and a sizer that answer with promises ≡ the same that answer at once (decision 9), event for event.
 * Each ask is late by its own number of microtasks, some by none; some read their candles only after waiting.
 */
export async function syncLaw(seed: number): Promise<string | null> {
  const scenario = randomScenario(seed);
  const extras = extrasOf(seed, scenario.strategy);
  const atOnce = await eventsOf(optionsOf(scenario, extras));
  const late = await eventsOf(optionsOf(scenario, { ...extras, ...lateParts(seed, extras) }));
  return differentEvents('at once', atOnce, 'late', late);
}
