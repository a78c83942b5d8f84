import type { Strategy } from '@tradewright/core';
import { backtest, type BacktestRun, type RunEvent } from '@tradewright/core/run';
import { seededRandom } from '@tradewright/core/testing';
import { optionsOf, randomScenario } from '../law.ts';
import { extrasOf } from './extras.ts';
import { Grammar } from './grammar.ts';
import { lateParts } from './late-parts.ts';

/**
 * Every stream of events is a word of the grammar, whatever is refused, fails, is late, or is stopped on the way: by the
 * consumer between two events, or while the strategy is still being asked (law 4).
 */
export async function grammarLaw(seed: number): Promise<string | null> {
  const scenario = randomScenario(seed);
  const random = seededRandom(seed ^ 0x7feb352d);
  const extras = extrasOf(seed, scenario.strategy);
  const parts = random() < 0.5 ? { ...extras, ...lateParts(seed, extras) } : extras;
  const stopAfterEvents = random() < 0.2 ? Math.floor(random() * 40) : -1;
  const stopAtAsk = random() < 0.2 ? Math.floor(random() * 40) : -1;
  const events: RunEvent[] = [];
  let stoppedAfter: number | undefined;
  let askedInVain = 0;
  const stop = (): void => {
    stoppedAfter ??= events.length;
    run.stop();
  };
  const watched = watching(parts.strategy, (ask) => {
    if (stoppedAfter !== undefined) askedInVain++;
    if (ask === stopAtAsk) stop();
  });
  const run: BacktestRun = backtest(optionsOf(scenario, { ...parts, strategy: watched }));
  if (stopAfterEvents === 0) stop();
  for await (const event of run) if (events.push(event) === stopAfterEvents) stop();
  if (askedInVain > 0) return `the strategy is asked ${askedInVain} times after the run was told to stop`;
  return Grammar.fault(events, { wants: extras.wants, partials: scenario.rules.partials, ...(stoppedAfter === undefined ? undefined : { stoppedAfter }) });
}

/** Tells of each ask before it is answered. */
function watching(strategy: Strategy, asked: (ask: number) => void): Strategy {
  let asks = 0;
  return {
    ...strategy,
    ask(context) {
      asked(asks++);
      return strategy.ask(context);
    },
  };
}
