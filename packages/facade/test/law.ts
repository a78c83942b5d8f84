/** One law for one seed: `null` when it holds, else the first difference in a few words. */
export type Law = (seed: number) => Promise<string | null>;

/** Random runs per law: thousands in `npm test`, more by `LAWS_RUNS` in the nightly. */
const RUNS = Number(process.env['LAWS_RUNS'] ?? 2000);
/** Of a law that core's tests run at full count. */
export const FEWER: number = Math.ceil(RUNS / 4);
const FIRST_SEED = Number(process.env['LAWS_SEED'] ?? 1);

/** How long a law may take in a test, whatever `LAWS_RUNS` says. */
export const LAW_TIMEOUT_MS: number = 300_000 + RUNS * 200;

/** The first seed for which a law does not hold, with what differs there, or `null`. That run alone is then `LAWS_SEED=<seed> LAWS_RUNS=1`. */
export async function broken(law: Law, runs: number = RUNS, firstSeed: number = FIRST_SEED): Promise<string | null> {
  for (let seed = firstSeed; seed < firstSeed + runs; seed++) {
    const found = await law(seed);
    if (found !== null) return `seed ${seed}: ${found}`;
  }
  return null;
}
