import { differentEvents } from '@tradewright/core/testing';
import { eventsOf, optionsOf, randomScenario } from '../law.ts';

/** The same input gives the same events. */
export async function determinismLaw(seed: number): Promise<string | null> {
  const first = await eventsOf(optionsOf(randomScenario(seed)));
  return differentEvents('once', first, 'again', await eventsOf(optionsOf(randomScenario(seed))));
}
