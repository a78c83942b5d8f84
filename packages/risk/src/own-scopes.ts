/** Ways to count positions together that need no labels, and that no label can be called. */
export type OwnScope = 'all' | 'symbol' | 'strategy' | 'exchange';

export const OWN_SCOPES: ReadonlySet<string> = new Set<OwnScope>(['all', 'symbol', 'strategy', 'exchange']);
