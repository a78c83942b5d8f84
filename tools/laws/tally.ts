/** A seed for which a law does not hold. */
export interface Failure {
  readonly seed: number;
  readonly difference: string;
}

/** What a law came to. */
export interface LawResult {
  runs: number;
  failures: number;
  /** The first seed. */
  readonly seed: number;
  /** The lowest failing seeds, at most ten. */
  failing: readonly Failure[];
}

/** Failing seeds that are named; more of them say nothing new. */
export const MOST_NAMED = 10;

/** What one slice came to. */
export interface SliceResult {
  readonly runs: number;
  readonly failures: number;
  readonly failing: readonly Failure[];
}

export function noResult(seed: number): LawResult {
  return { runs: 0, failures: 0, seed, failing: [] };
}

/** The lowest seeds are kept, so that the answer does not depend on which job was faster. */
export function add(total: LawResult, part: SliceResult): void {
  total.runs += part.runs;
  total.failures += part.failures;
  if (part.failing.length > 0) total.failing = lowest([...total.failing, ...part.failing]);
}

export function lowest(failing: readonly Failure[]): readonly Failure[] {
  return failing.toSorted((a, b) => a.seed - b.seed).slice(0, MOST_NAMED);
}
