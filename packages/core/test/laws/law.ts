/** One law for one seed: `null` when it holds, else the first difference in a few words. */
export type Law = (seed: number) => Promise<string | null>;
