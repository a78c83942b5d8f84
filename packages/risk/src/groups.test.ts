import { describe, expect, it } from 'vitest';
import { groups } from './groups.ts';
import { maxOpenPositions } from './max-open-positions.ts';
import { mistaken, positionOf, reasonOf } from './risk.fixture.ts';

describe('groups', () => {
  it('tell what each symbol has under a label', () => {
    const known = groups({ BTCUSDT: { sector: 'currency', region: 'none' }, ETHUSDT: 'platform' });
    expect([...known.labels.keys()]).toEqual(['sector', 'region', 'group']);
    expect(known.labels.get('sector')).toEqual(new Map([['BTCUSDT', 'currency']]));
    expect(known.labels.get('group')).toEqual(new Map([['ETHUSDT', 'platform']]));
  });

  it('have labels of text that mean nothing else', () => {
    expect(() => groups({ BTCUSDT: { sector: 3 as never } })).toThrow(mistaken('risk/group', 'sector of BTCUSDT'));
    expect(() => groups({ BTCUSDT: '' })).toThrow(mistaken('risk/group', 'group of BTCUSDT'));
    for (const label of ['symbol', 'strategy', 'exchange', 'all']) expect(() => groups({ BTCUSDT: { [label]: 'x' } })).toThrow(mistaken('risk/group', `a label called ${label}`));
  });
});

describe('a symbol without the label that a rule counts by', () => {
  const known = groups({ BTCUSDT: 'BTC', WBTCUSDT: 'BTC' });
  const rule = (unknown?: 'refuse' | 'allow' | 'error') => maxOpenPositions({ max: 1, per: 'group', groups: known, unknown });
  const strange = [positionOf({ symbol: 'NEWUSDT' })];

  it('is refused, for it may belong to a group that is full', () => {
    expect(reasonOf(rule(), { symbol: 'NEWUSDT' })).toBe('refused by max-open-positions: no group is known of NEWUSDT');
    expect(reasonOf(rule(), { activePositions: strange })).toBe('refused by max-open-positions: no group is known of NEWUSDT');
  });

  it('is let in where that was asked for, and counts nowhere', () => {
    expect(reasonOf(rule('allow'), { symbol: 'NEWUSDT', activePositions: strange })).toBeNull();
    expect(reasonOf(rule('allow'), { activePositions: strange })).toBeNull();
    expect(reasonOf(rule('allow'), { activePositions: [...strange, positionOf({ symbol: 'WBTCUSDT' })] })).toBe('refused by max-open-positions: BTC group positions 2 > 1');
  });

  it('is an error where that was asked for', () => {
    expect(() => reasonOf(rule('error'), { symbol: 'NEWUSDT' })).toThrow(mistaken('risk/group', 'max-open-positions: no group is known of NEWUSDT'));
    expect(() => rule('guess' as never)).toThrow(mistaken('risk/option', 'unknown must be refuse or allow or error'));
  });
});
