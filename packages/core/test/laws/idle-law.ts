import type { QuietKind } from '@tradewright/core/run';
import { differentEvents } from '@tradewright/core/testing';
import { decisions, eventsOf, optionsOf, randomScenario } from '../law.ts';

const QUIET: readonly QuietKind[] = ['idle', 'active', 'progress'];

/** Idle, active and progress events produced ≡ skipped, one kind or several at a time (decision 8). */
export async function idleLaw(seed: number): Promise<string | null> {
  const scenario = randomScenario(seed);
  const quiet = decisions(await eventsOf(optionsOf(scenario)));
  // Every second seed wants all of them, the others each combination in turn.
  const chosen = seed % 2 === 0 ? 7 : 1 + (Math.floor(seed / 2) % 6);
  const wants = QUIET.filter((_kind, bit) => (chosen & (1 << bit)) !== 0);
  const told = decisions(await eventsOf(optionsOf(scenario, { wants })));
  return differentEvents('skipped', quiet, `produced ${wants.join('+')}`, told);
}
