import type { Plan } from '../../signal/signal.ts';
import type { EngineState, Open, Scheduled } from '../../signal/state.ts';

/** A signal that lives: it waits for its entry, or is in the market. */
export type Living = Scheduled | Open;

export function livingOf(state: EngineState): Living | null {
  return state.kind === 'scheduled' || state.kind === 'opened' || state.kind === 'active' ? state : null;
}

export function planOf(living: Living): Plan {
  return living.kind === 'scheduled' ? living.plan : living.position.plan;
}

export function phaseOf(living: Living | null): 'idle' | 'scheduled' | 'active' {
  if (living === null) return 'idle';
  return living.kind === 'scheduled' ? 'scheduled' : 'active';
}
