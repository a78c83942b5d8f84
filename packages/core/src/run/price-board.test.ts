import { expect, it } from 'vitest';
import type { Closes, Listing } from '../ports/account-view.ts';
import { PriceBoard, type Quotes } from './price-board.ts';

const A: Listing = { symbol: 'A', exchangeName: 'x' };
const quotes = (untilMs: number, price: number, rows = 1): Quotes => ({ untilMs, lastClose: () => price, closes: () => ({ length: rows, close: () => price }) as Closes });

it('knows nothing of what nobody shows, nor of the same symbol elsewhere', () => {
  const board = new PriceBoard();
  board.show(A, quotes(5, 1));
  const there = { ...A, exchangeName: 'y' };
  expect([board.lastClose(there, 5), board.closes(there, '1m', 1, 5), board.untilMs(there)]).toEqual([null, null, null]);
  expect([board.lastClose(A, 5), board.untilMs(A)]).toEqual([1, 5]);
});

it('goes by whoever has come far enough, else by whoever has come furthest', () => {
  const board = new PriceBoard();
  board.show(A, quotes(5, 1, 9));
  board.show(A, quotes(20, 2, 3));
  board.show(A, quotes(10, 3, 4));
  expect([board.lastClose(A, 5), board.lastClose(A, 15), board.lastClose(A, 30), board.untilMs(A)]).toEqual([1, 2, 2, 20]);
  expect([board.closes(A, '1m', 9, 5)!.length, board.closes(A, '1m', 9, 10)!.length, board.closes(A, '1m', 9, 15)!.length]).toEqual([9, 4, 3]);
});

it('still shows a listing when one of two runs of it ends', () => {
  const board = new PriceBoard();
  board.show(A, quotes(5, 1));
  const takeBack = board.show(A, quotes(9, 2));
  takeBack();
  takeBack();
  expect(board.lastClose(A, 5)).toBe(1);
});
