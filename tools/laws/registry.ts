import { fileURLToPath } from 'node:url';

/** One law for one seed: `null` when it holds, else the first difference in a few words. */
export type Law = (seed: number) => Promise<string | null>;

export interface LawEntry {
  /** Where the law is. */
  readonly file: URL;
  /** The name it is exported under. */
  readonly exported: string;
  /** Share of the runs when their number is not given: 1 for the law that is run most. */
  readonly share: number;
}

export type Registry = Readonly<Record<string, LawEntry>>;

/** A law of a package: `packages/<name>/test/laws/<file>.ts`. */
function of(packageName: string, file: string, exported: string, share = 0.2): LawEntry {
  return { file: new URL(`../../packages/${packageName}/test/laws/${file}.ts`, import.meta.url), exported, share };
}

/** Every law by its name. To add one, write its file and a line here. */
export const LAWS: Registry = {
  oracle: of('core', 'oracle-law', 'oracleLaw', 1),
  scan: of('core', 'scan-law', 'scanLaw'),
  pages: of('core', 'pages-law', 'pagesLaw'),
  prefetch: of('core', 'prefetch-law', 'prefetchLaw'),
  idle: of('core', 'idle-law', 'idleLaw'),
  sync: of('core', 'sync-law', 'syncLaw'),
  determinism: of('core', 'determinism-law', 'determinismLaw'),
  'look-ahead': of('core', 'look-ahead-law', 'lookAheadLaw'),
  rewrite: of('core', 'rewrite-law', 'rewriteLaw'),
  grammar: of('core', 'grammar-law', 'grammarLaw'),
  conservation: of('core', 'conservation-law', 'conservationLaw'),
  isolation: of('core', 'isolation-law', 'isolationLaw'),
  portfolio: of('core', 'portfolio-law', 'portfolioLaw'),
  'shared-account': of('core', 'shared-account-law', 'sharedAccountLaw'),
  'live-parity': of('core', 'live-parity-law', 'liveParityLaw'),
  recovery: of('core', 'recovery-law', 'recoveryLaw', 0.02),
  'live-downtime': of('core', 'live-downtime-law', 'liveDowntimeLaw', 0.05),
  'live-handover': of('core', 'live-handover-law', 'liveHandoverLaw', 0.05),
  'cached-source': of('core', 'cached-source-law', 'cachedSourceLaw', 0.05),
  'facade-prefetch': of('facade', 'prefetch-law', 'prefetchLaw'),
  'facade-look-ahead': of('facade', 'look-ahead-law', 'lookAheadLaw'),
  'facade-sync': of('facade', 'sync-law', 'syncLaw'),
  'facade-idle': of('facade', 'idle-law', 'idleLaw'),
  'facade-isolation': of('facade', 'isolation-law', 'isolationLaw'),
  'facade-grammar': of('facade', 'grammar-law', 'grammarLaw'),
};

/** @throws {Error} when the file does not export the law */
export async function load({ file, exported }: LawEntry): Promise<Law> {
  const exports = (await import(file.href)) as Readonly<Record<string, unknown>>;
  const law = exports[exported];
  if (typeof law !== 'function') throw new Error(`${fileURLToPath(file)} exports no function ${exported}.`);
  return law as Law;
}
