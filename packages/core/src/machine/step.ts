import type { Plan } from '../signal/signal.ts';
import type { EngineState } from '../signal/state.ts';
import { quiet, type Stepped } from './effect.ts';
import type { Input } from './input.ts';
import { onCommand, onEnd } from './on-command.ts';
import { onFill, onReject } from './on-fill.ts';
import { onAdmitted, onRefused, onSignal } from './on-signal.ts';
import { onTick } from './on-tick.ts';
import type { Rules } from './rules.ts';

/** The engine: a pure function. An input that a state does not wait for changes nothing. */
export type StepFn = (state: EngineState, input: Input) => Stepped;

/** The step for one set of rules; the same for backtest and live. */
export function createStep(rules: Rules): StepFn {
  return (state, input) => {
    switch (input.kind) {
      case 'tick':
        return onTick(state, input, rules);
      case 'signal':
        return state.kind === 'idle' ? onSignal(state, input, rules) : quiet(state);
      case 'admitted':
        return awaitsAdmission(state, input.plan) ? onAdmitted(state, input, rules) : quiet(state);
      case 'refused':
        return awaitsAdmission(state, input.plan) ? onRefused(state, input) : quiet(state);
      case 'fill':
        return onFill(state, input, rules);
      case 'reject':
        return onReject(state, input);
      case 'command':
        return onCommand(state, input, rules);
      case 'end':
        return onEnd(state, input, rules);
    }
  };
}

/** An answer about another plan comes too late to matter. */
function awaitsAdmission(state: EngineState, { id }: Plan): boolean {
  return state.kind === 'idle' || (state.kind === 'scheduled' && state.orderId === null && state.plan.id === id);
}
