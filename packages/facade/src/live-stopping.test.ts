import { describe, expect, it } from 'vitest';
import { LIVE_NAMES, liveWorld } from '../test/live-world.ts';
import { candles, Market } from '../test/market.ts';
import { collect, long, SYMBOL, told } from '../test/world.ts';

describe('stopping live trading', () => {
  it('ends it at once where nothing lives', async () => {
    const made = liveWorld({ to: 1000 });
    const results: string[] = [];
    for await (const result of made.run()) {
      results.push(...told([result]));
      if (results.length === 3) await made.tw.Live.stop(SYMBOL, LIVE_NAMES.strategyName);
    }
    expect([results, made.asks]).toEqual([['idle', 'idle', 'idle'], [0, 1, 2]]);
  });
});

describe('leaving a live run', () => {
  it('leaves its signal in the store, where the next one finds it', async () => {
    const market = new Market(candles(-2000, 3000, { 5: [100, 111, 100, 100] }));
    const first = liveWorld({ market, script: { 2: long() }, to: 4 });
    expect(told(await first.results())).toEqual(['idle', 'idle', 'opened', 'active']);
    const calls: string[] = [];
    const second = liveWorld({ market, store: first.store, from: 4, callbacks: { onActive: (_symbol, { priceOpen }, price, backtest) => void calls.push(`onActive ${priceOpen} ${price} ${backtest}`), onClose: () => void calls.push('onClose') } });
    expect(told(await collect(second.run()))).toEqual(['active', 'active', 'active', 'take_profit 5', 'idle', 'idle', 'idle', 'idle']);
    expect(calls).toEqual(['onActive 100 100 false', 'onClose']);
  });
});
