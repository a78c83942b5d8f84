import { CandleSeries, columnsOf } from '@tradewright/core';
import { differentEvents } from '@tradewright/core/testing';
import { decisions, eventsOf, optionsOf, randomScenario } from '../law.ts';

/** Candles that come page by page ≡ a series that is complete already. */
export async function pagesLaw(seed: number): Promise<string | null> {
  const scenario = randomScenario(seed);
  const paged = decisions(await eventsOf(optionsOf(scenario)));
  const whole = decisions(await eventsOf(optionsOf(scenario, { candles: CandleSeries.over(columnsOf(scenario.candles)) })));
  return differentEvents('paged', paged, 'whole', whole);
}
