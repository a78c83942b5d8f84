import { minute, on, plan, signal } from '../../src/machine/machine.fixture.ts';
import type { Input } from '../../src/machine/input.ts';
import type { Plan, Side, Signal } from '../../src/signal/signal.ts';
import type { EngineState } from '../../src/signal/state.ts';
import { ITS_ORDER } from './states.ts';
import { TICKS } from './ticks.ts';

/** Inputs that the machine treats alike. */
export interface InputClass {
  readonly name: string;
  /** The word on the arrows of the diagram. */
  readonly arrow: string;
  /** What it is exactly, told for a long position entered at 100 with target 110 and stop 95. */
  readonly meaning: string;
  /** The input at a state; `null` where it cannot arise. */
  readonly make: (state: EngineState, side: Side) => Input | null;
}

const NOW = { nowMs: minute(4), seq: 8 } as const;

const answered = (name: string, meaning: string, of: (side: Side) => Signal | null): InputClass => ({
  name: `signal: ${name}`, arrow: 'signal', meaning, make: (_state, side) => ({ kind: 'signal', ...NOW, signal: of(side), price: 100 }),
});

/** Risk answers about the plan of a waiting state, and about a fresh one elsewhere. */
function planFor(state: EngineState, side: Side, over: Partial<Plan>): Plan {
  return state.kind === 'scheduled' ? state.plan : plan(side, { id: 'signal-2', ...over });
}

const admitted = (name: string, meaning: string, over: (side: Side) => Partial<Plan>): InputClass => ({
  name: `admitted: ${name}`, arrow: 'admitted', meaning,
  make: (state, side) => ({ kind: 'admitted', ...NOW, plan: planFor(state, side, over(side)), atMs: state.kind === 'scheduled' ? minute(3) : NOW.nowMs, price: 100, quantity: 1 }),
});

const SIGNALS: readonly InputClass[] = [
  answered('none', 'the strategy answers `null`', () => null),
  answered('not a signal', 'it answers the word "buy!"', () => 'buy!' as unknown as Signal),
  answered('malformed', 'its target is on the wrong side', (side) => signal(side, { takeProfitPrice: on(side, 90) })),
  answered('beyond a limit', 'its target is 0.1 % away, at least 0.5 % is asked for', (side) => signal(side, { takeProfitPrice: on(side, 100.1) })),
  answered('at once', 'it names no entry', (side) => signal(side)),
  answered('entry reached already', 'its entry is 102, the price 100', (side) => signal(side, { entryPrice: on(side, 102) })),
  answered('waits', 'its entry is 98, the price 100', (side) => signal(side, { entryPrice: on(side, 98) })),
];

const RISK: readonly InputClass[] = [
  admitted('at once', 'risk agrees to a plan that enters at once; at an activation, to the plan that waits', () => ({})),
  admitted('waits', 'risk agrees to a plan that waits for its price', () => ({ waits: true })),
  admitted('beyond a limit', 'risk agrees to a plan whose target is too near', (side) => ({ takeProfitPrice: on(side, 100.1) })),
  {
    name: 'admitted: another plan', arrow: 'admitted', meaning: 'risk agrees to a plan that is not the one that waits',
    make: (state, side) => (state.kind === 'scheduled' ? { kind: 'admitted', ...NOW, plan: plan(side, { id: 'signal-2' }), atMs: minute(3), price: 100, quantity: 1 } : null),
  },
  {
    name: 'refused', arrow: 'refused', meaning: 'risk does not agree, as of the candle before',
    make: (state, side) => ({ kind: 'refused', ...NOW, plan: planFor(state, side, {}), atMs: minute(3), price: 100, reason: 'enough is open' }),
  },
];

const fill = (name: string, orderId: string): InputClass => ({
  name: `fill of ${name}`, arrow: 'fill', meaning: `the order ${orderId} is executed, as of the candle before`,
  make: (state, side) => {
    const price = state.kind === 'scheduled' ? 100 : on(side, 95);
    return { kind: 'fill', ...NOW, fill: { orderId, atMs: minute(3), quotedPrice: price, price, quantity: 1, feeFrac: 0 } };
  },
});

const reject = (name: string, orderId: string): InputClass => ({
  name: `reject of ${name}`, arrow: 'reject', meaning: `the order ${orderId} is turned down`,
  make: () => ({ kind: 'reject', ...NOW, orderId, reason: 'no money', price: 100 }),
});

const command = (given: 'stop' | 'cancel' | 'close', meaning: string): InputClass => ({
  name: `command: ${given}`, arrow: 'command', meaning, make: (_state, side) => ({ kind: 'command', ...NOW, command: given, price: on(side, 103), reasonText: 'kill switch' }),
});

/** Every kind of input there is, ticks first. */
export const INPUT_CLASSES: readonly InputClass[] = [
  ...TICKS,
  ...SIGNALS,
  ...RISK,
  fill('its order', ITS_ORDER),
  fill('another order', 'run:6'),
  reject('its order', ITS_ORDER),
  reject('another order', 'run:6'),
  command('stop', 'no new signal from here on'),
  command('cancel', 'what waits is given up'),
  command('close', 'what is open is closed at the given price as well, 103'),
  { name: 'end', arrow: 'end', meaning: 'no more candles will come; the last VWAP is 103', make: (_state, side) => ({ kind: 'end', ...NOW, price: on(side, 103) }) },
];
