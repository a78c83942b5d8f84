import { backtest, type RunEvent } from '@tradewright/core/run';
import { seededRandom } from '@tradewright/core/testing';
import { optionsOf, randomScenario } from '../law.ts';
import { extrasOf } from './extras.ts';
import { Grammar } from './grammar.ts';

/** Every stream of events is a word of the grammar, whatever is refused, fails, or is stopped on the way (law 4). */
export async function grammarLaw(seed: number): Promise<string | null> {
  const scenario = randomScenario(seed);
  const random = seededRandom(seed ^ 0x7feb352d);
  const extras = extrasOf(seed, scenario.strategy);
  const stopAfter = random() < 0.3 ? Math.floor(random() * 40) : undefined;
  const run = backtest(optionsOf(scenario, extras));
  const events: RunEvent[] = [];
  if (stopAfter === 0) run.stop();
  for await (const event of run) if (events.push(event) === stopAfter) run.stop();
  const { partials } = scenario.rules;
  return Grammar.fault(events, { wants: extras.wants, partials, ...(stopAfter === undefined ? undefined : { stoppedAfter: stopAfter }) });
}
