/** Seeds of one law for one turn of one job. */
export interface Slice {
  readonly law: string;
  readonly fromSeed: number;
  readonly count: number;
}

/** How many runs a law is to have. */
export interface Wanted {
  readonly law: string;
  readonly runs: number;
}

/** Long enough that handing out costs nothing, short enough that all jobs end together and Ctrl-C knows where they are. */
const LONGEST = 250;

/** The seeds of every law in slices, law after law. Made one by one: a million runs are no list. */
export function* slicesOf(wanted: readonly Wanted[], firstSeed: number, jobs: number): Generator<Slice> {
  for (const { law, runs } of wanted) {
    const size = Math.max(1, Math.min(LONGEST, Math.ceil(runs / (jobs * 4))));
    for (let done = 0; done < runs; done += size) yield { law, fromSeed: firstSeed + done, count: Math.min(size, runs - done) };
  }
}
