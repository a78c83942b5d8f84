import { isDeepStrictEqual } from 'node:util';
import { RULES } from '../../src/machine/machine.fixture.ts';
import type { Rules } from '../../src/machine/rules.ts';
import { createStep } from '../../src/machine/step.ts';
import type { Stepped } from '../../src/machine/effect.ts';
import type { Input } from '../../src/machine/input.ts';
import type { Side } from '../../src/signal/signal.ts';
import type { EngineState } from '../../src/signal/state.ts';
import { INPUT_CLASSES, type InputClass } from './inputs.ts';
import { STATE_CLASSES, type StateClass } from './states.ts';
import { effectsWords, stateWords } from './words.ts';

/** The rules that decide differently, by what the page calls them. */
export const VARIANTS: Readonly<Record<string, Rules>> = Object.fromEntries(
  (['candle-range', 'vwap'] as const).flatMap((trigger) =>
    (['stop-loss-first', 'take-profit-first'] as const).map((intrabar) => [`${trigger}, ${intrabar}`, rulesOf(trigger, intrabar)]),
  ),
);

function rulesOf(trigger: Rules['trigger'], intrabar: Rules['intrabar']): Rules {
  return { ...RULES, trigger, intrabar, partials: { profitFracs: [0.1, 0.2, 0.3, 0.4, 0.5], lossFracs: [0.4, 0.8] } };
}

/** One step: what becomes of a state by an input under one variant of the rules. */
export interface Transition {
  readonly from: StateClass;
  readonly by: InputClass;
  readonly variant: string;
  readonly before: EngineState;
  readonly after: EngineState;
  /** What happened, or `null` when nothing did. The same for both sides. */
  readonly words: { readonly next: string; readonly effects: string } | null;
}

/** Every state met by every input under every variant, told for a long position; a short one must do the same. */
export function enumerate(): Transition[] {
  const all: Transition[] = [];
  for (const from of STATE_CLASSES) {
    for (const by of INPUT_CLASSES) {
      for (const [variant, rules] of Object.entries(VARIANTS)) {
        const long = meet(from, by, variant, rules, 'long');
        const short = meet(from, by, variant, rules, 'short');
        if (!isDeepStrictEqual(long?.words, short?.words)) throw new Error(`${from.name}, ${by.name}, ${variant}: long and short differ: ${JSON.stringify([long?.words, short?.words])}`);
        if (long !== null) all.push(long);
      }
    }
  }
  return all;
}

function meet(from: StateClass, by: InputClass, variant: string, rules: Rules, side: Side): Transition | null {
  const before = deepFreeze(from.make(side));
  const made = by.make(before, side);
  if (made === null) return null;
  const input = deepFreeze(made);
  const step = createStep(rules);
  const where = `${from.name}, ${by.name}, ${variant}, ${side}`;
  const stepped = step(before, input);
  if (!isDeepStrictEqual(step(before, input), stepped)) throw new Error(`${where}: the same input does not give the same output`);
  if (!isDeepStrictEqual(before, from.make(side))) throw new Error(`${where}: the state given was changed`);
  return { from, by, variant, before, after: stepped.state, words: wordsOf(where, before, input, stepped) };
}

function wordsOf(where: string, before: EngineState, input: Input, { state, effects }: Stepped): Transition['words'] {
  if ('plan' in state && 'position' in state) throw new Error(`${where}: leaves a plan and a position`);
  if (state === before && effects.length === 0) return null;
  if (effects.length === 0 && isDeepStrictEqual(state, before)) throw new Error(`${where}: makes another state of the same content`);
  return { next: stateWords(before, state), effects: effectsWords(effects, state, input) };
}

function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const part of Object.values(value)) deepFreeze(part);
  }
  return value;
}
