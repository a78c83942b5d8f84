import { mistake } from './check.ts';
import { OWN_SCOPES } from './own-scopes.ts';

/** Labels of symbols: sector, asset class, region, or whatever else positions are counted together by. */
export interface Groups {
  /** Every label that at least one symbol has. */
  readonly labels: ReadonlySet<string>;
  /** What a symbol has under a label, `null` where that is not known. */
  of(symbol: string, label: string): string | null;
}

/** The label of symbols that were given one word only. */
export const ONLY_LABEL = 'group';

/**
 * @param symbols - each with its labels, `{ BTCUSDT: { sector: 'currency', region: 'none' } }`, or with one word, which
 *   becomes its label `group`
 * @throws {InputError} `risk/group`
 */
export function groups(symbols: Readonly<Record<string, string | Readonly<Record<string, string>>>>): Groups {
  const known = new Map<string, ReadonlyMap<string, string>>();
  const labels = new Set<string>();
  for (const [symbol, given] of Object.entries(symbols)) {
    const own = new Map(Object.entries(typeof given === 'string' ? { [ONLY_LABEL]: given } : given));
    for (const [label, value] of own) {
      if (typeof value !== 'string' || value === '') throw mistake('risk/group', `groups: ${label} of ${symbol} is no text.`);
      if (OWN_SCOPES.has(label)) throw mistake('risk/group', `groups: ${symbol} has a label called ${label}, which means something else to rules.`);
      labels.add(label);
    }
    known.set(symbol, own);
  }
  return { labels, of: (symbol, label) => known.get(symbol)?.get(label) ?? null };
}
