import { FaultPlan } from './fault-plan.ts';
import type { Fault } from './fault.ts';

/** Faults that an answer shows by itself: whoever looks closely gets true candles in the end. None waits for long. */
export const VISIBLE_FAULTS: readonly Fault[] = [
  { kind: 'status', status: 429, retryAfterS: 1 },
  { kind: 'status', status: 418, retryAfterS: 2 },
  { kind: 'status', status: 500 },
  { kind: 'status', status: 502 },
  { kind: 'status', status: 503 },
  { kind: 'cut', at: 'before' },
  { kind: 'cut', at: 'middle' },
  { kind: 'garbage' },
  { kind: 'html' },
  { kind: 'html', status: 502 },
  { kind: 'empty' },
  { kind: 'shape', shape: 'object' },
  { kind: 'shape', shape: 'null' },
  { kind: 'shape', shape: 'number' },
  { kind: 'shape', shape: 'texts' },
  { kind: 'shape', shape: 'short-rows' },
  { kind: 'duplicate' },
  { kind: 'disorder' },
  { kind: 'disorder', all: true },
  { kind: 'unclosed' },
  { kind: 'broken', how: 'high-below-low' },
  { kind: 'broken', how: 'nan' },
  { kind: 'broken', how: 'zero' },
  { kind: 'broken', how: 'off-grid' },
];

/** Faults that leave a plausible answer: only asking again shows them. */
export const HIDDEN_FAULTS: readonly Fault[] = [{ kind: 'missing' }, { kind: 'missing', rows: 7 }, { kind: 'none' }];

export interface RandomFaultOptions {
  readonly seed: number;
  /** How many strike altogether. */
  readonly count: number;
  /** What is drawn from. Default: `VISIBLE_FAULTS`. */
  readonly faults?: readonly Fault[];
  /** Chance of each request. Default 0.5. */
  readonly probability?: number;
  /** At most so many one after another on a symbol. Default 3. */
  readonly inARow?: number;
  /** Default `/api/v3/klines`. */
  readonly path?: string;
}

/** A plan in which requests meet faults drawn at random. */
export function randomFaults({ seed, count, faults = VISIBLE_FAULTS, probability = 0.5, inARow = 3, path = '/api/v3/klines' }: RandomFaultOptions): FaultPlan {
  return new FaultPlan([{ fault: faults, count, probability, inARow, path }], { seed });
}
