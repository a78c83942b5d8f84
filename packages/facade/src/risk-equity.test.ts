import { maxOpenPositions } from '@tradewright/risk';
import { describe, expect, it } from 'vitest';
import { liveWorld } from '../test/live-world.ts';
import { candles, Market, minute, minuteOf } from '../test/market.ts';
import { long } from '../test/world.ts';

describe('the equity of live trading', () => {
  it('is the capital of the profile with what was won and lost', async () => {
    const market = new Market(candles(-2000, 3000, { 3: [100, 100, 94, 100] }));
    const { tw, results } = liveWorld({ market, getSignal: (_symbol, when) => (minuteOf(when) === 2 ? long() : null), risk: { riskName: 'account', capital: 1_000, rules: [maxOpenPositions({ max: 1 })] } });
    expect(tw.Risk.equity('account')).toBe(1_000);
    const closed = (await results()).find(({ action }) => action === 'closed');
    // One unit, without costs.
    expect(closed).toMatchObject({ closeReason: 'stop_loss', pnl: { priceOpen: 100, priceClose: 95 } });
    expect(tw.Risk.equity('account', new Date(minute(10)))).toBe(995);
  });

  it('is null where a profile has no capital, and a typed error where there is no profile', () => {
    const { tw } = liveWorld({ risk: { riskName: 'slots', rules: [maxOpenPositions({ max: 1 })] } });
    expect(tw.Risk.equity('slots')).toBeNull();
    expect(() => tw.Risk.equity('nobody')).toThrow(expect.objectContaining({ code: 'registry/unknown' }));
  });
});
