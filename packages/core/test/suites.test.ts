import { ArraySource, brokerCases, candleSourceCases, clockCases, FakeClock, PaperBroker, runSuite } from '@tradewright/core/testing';
import { describe, it } from 'vitest';

runSuite(candleSourceCases, { describe, it }, {
  name: 'ArraySource',
  fresh: () => ({ symbol: 'BTCUSDT', hold: (candles) => new ArraySource(candles, 700) }),
  lacks: { clock: 'all its candles have closed' },
});

runSuite(clockCases, { describe, it }, {
  name: 'FakeClock',
  fresh() {
    const clock = new FakeClock(Date.UTC(2024, 0, 1));
    return { clock, pass: (durationMs) => clock.pass(durationMs) };
  },
});

runSuite(brokerCases, { describe, it }, {
  name: 'PaperBroker',
  fresh() {
    let orders = 0;
    return {
      broker: new PaperBroker({ feeFrac: 0.001, slippageFrac: 0.001 }),
      order: (leg, side) => ({ id: `order:${++orders}`, leg, side, price: 100, quantity: 2, atMs: Date.UTC(2024, 0, 1) }),
    };
  },
});
