import { InputError } from '@tradewright/core';
import { describe, expect, it } from 'vitest';
import { LIVE_NAMES, liveWorld } from '../test/live-world.ts';
import { minute } from '../test/market.ts';
import { long, SYMBOL } from '../test/world.ts';
import { SignalRefusedError } from './index.ts';

describe('a signal that is refused', () => {
  it('is told with whose it was and when, so that several runs can be told apart', async () => {
    const { results, errors } = liveWorld({ script: { 2: long({ priceStopLoss: 200 }) }, to: 4 });
    await results();
    expect(errors).toMatchObject([{ code: 'signal/refused', symbol: SYMBOL, ...LIVE_NAMES, atMs: minute(2), message: expect.stringMatching(/^Invalid signal for long position:\n/) as string }]);
    expect([errors[0] instanceof SignalRefusedError, errors[0] instanceof InputError]).toEqual([true, true]);
  });
});
