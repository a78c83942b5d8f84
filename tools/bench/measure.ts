/** Median of an odd or even number of figures. */
export function median(figures: readonly number[]): number {
  const sorted = [...figures].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

export interface Rounds {
  /** Turns that are not counted, for the compiler to warm up. */
  readonly warmUp: number;
  readonly counted: number;
}

/** Times two things in turn, so that a machine that slows down slows both. @returns the medians, in ms */
export async function inTurn(ours: () => unknown, yardstick: () => unknown, { warmUp, counted }: Rounds): Promise<readonly [number, number]> {
  const times: [number[], number[]] = [[], []];
  for (let round = 0; round < warmUp + counted; round++) {
    for (const [side, run] of [ours, yardstick].entries()) {
      const began = performance.now();
      await run();
      if (round >= warmUp) times[side]!.push(performance.now() - began);
    }
  }
  return [median(times[0]), median(times[1])];
}
