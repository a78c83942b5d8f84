import { type Trade } from '@tradewright/core';
import { expect, it } from 'vitest';
import { closedRowOf } from './closed-row.ts';

it('a trade of the engine becomes a row in percent and in the seeds’ words', () => {
  const fill = { orderId: 'o', atMs: 0, quantity: 1, feeFrac: 0 };
  const trade = {
    plan: { id: 'a1', side: 'short', note: 'n', takeProfitPrice: 90, stopLossPrice: 105, createdAtMs: 1 },
    entry: { ...fill, quotedPrice: 100, price: 96, feeFrac: 0.001 },
    exit: { ...fill, quotedPrice: 90, price: 93, feeFrac: 0.002 },
    openedAtMs: 2,
    closedAtMs: 3,
    reason: 'take-profit',
    ambiguous: true,
    truncated: false,
    pnlFrac: 0.1,
    pnlLowFrac: -0.05,
    pnlHighFrac: 0.1,
    maeFrac: -0.02,
    mfeFrac: 0.12,
  } as unknown as Trade;
  expect(closedRowOf(trade, { symbol: 'BTCUSDT', strategyName: 'trend', exchangeName: 'binance' })).toEqual({
    symbol: 'BTCUSDT',
    strategyName: 'trend',
    exchangeName: 'binance',
    signalId: 'a1',
    position: 'short',
    note: 'n',
    priceOpen: 100,
    priceClose: 90,
    priceTakeProfit: 90,
    priceStopLoss: 105,
    pnlPercentage: 10,
    pnlLowPercentage: -5,
    pnlHighPercentage: 10,
    maePercentage: -2,
    mfePercentage: 12,
    feePercentage: expect.closeTo(0.3, 12) as number,
    // Ten of a hundred without slippage, three of ninety-six with it.
    slippagePercentage: expect.closeTo(10 - 300 / 96, 12) as number,
    ambiguous: true,
    truncated: false,
    closeReason: 'take_profit',
    scheduledAtMs: 1,
    openedAtMs: 2,
    closedAtMs: 3,
  });
});
