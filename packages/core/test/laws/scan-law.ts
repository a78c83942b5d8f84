import { differentEvents } from '@tradewright/core/testing';
import { decisions, eventsOf, optionsOf, randomScenario } from '../law.ts';

/** Stepping only where the scan stops ≡ stepping every candle. */
export async function scanLaw(seed: number): Promise<string | null> {
  const scenario = randomScenario(seed);
  const scanned = decisions(await eventsOf(optionsOf(scenario)));
  const stepped = decisions(await eventsOf(optionsOf(scenario, { stepEvery: true })));
  return differentEvents('scanned', scanned, 'stepped', stepped);
}
