import { mistake } from './check.ts';
import { OWN_SCOPES } from './own-scopes.ts';

/** Labels of symbols: sector, asset class, region, or whatever else positions are counted together by. */
export interface Groups {
  /** What each symbol has under a label, by the label. */
  readonly labels: ReadonlyMap<string, ReadonlyMap<string, string>>;
}

/** The label of symbols that were given one word only. */
export const ONLY_LABEL = 'group';

/**
 * @param symbols - each with its labels, `{ BTCUSDT: { sector: 'currency', region: 'none' } }`, or with one word, which
 *   becomes its label `group`
 * @throws {InputError} `risk/group`
 */
export function groups(symbols: Readonly<Record<string, string | Readonly<Record<string, string>>>>): Groups {
  const labels = new Map<string, Map<string, string>>();
  for (const [symbol, given] of Object.entries(symbols)) {
    for (const [label, value] of Object.entries(typeof given === 'string' ? { [ONLY_LABEL]: given } : given)) {
      if (typeof value !== 'string' || value === '') throw mistake('risk/group', `groups: ${label} of ${symbol} is no text.`);
      if (OWN_SCOPES.has(label)) throw mistake('risk/group', `groups: ${symbol} has a label called ${label}, which means something else to rules.`);
      if (!labels.has(label)) labels.set(label, new Map());
      labels.get(label)!.set(symbol, value);
    }
  }
  return { labels };
}
