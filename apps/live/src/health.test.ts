import type { LiveStatusContract } from 'tradewright';
import { describe, expect, it } from 'vitest';
import { SourceError } from '@tradewright/core';
import { Board } from './board.ts';
import { healthOf, readinessOf, SILENCE_MS } from './health.ts';

const names = (symbol: string): { symbol: string; strategyName: string; exchangeName: string } => ({ symbol, strategyName: 's', exchangeName: 'e' });
const ticked = (symbol: string): LiveStatusContract => ({ ...names(symbol), timestamp: 60_000, kind: 'ticked', state: 'idle', late: false, delayedMs: 0, missed: 0, recoveredAfterMs: null });
const fares = (symbol: string, what: object): LiveStatusContract => ({ ...names(symbol), timestamp: 60_000, ...what }) as LiveStatusContract;
const STALE = fares('A', { kind: 'stale', blindTicks: 3, sinceMs: 60_000, error: new SourceError('candles/stale', 'none') });

/** Two runs that began at 0, and a clock that is moved by hand. */
function world(isReplay = false): { board: Board; at: (ms: number) => void; health: () => boolean; ready: () => boolean } {
  let nowMs = 0;
  const board = new Board([names('A'), names('B')], () => nowMs);
  const parts = { board, elapsedMs: () => nowMs, isReplay };
  return { board, at: (ms) => (nowMs = ms), health: () => healthOf(parts).ok, ready: () => readinessOf(parts).ok };
}

describe('while the store tries something again', () => {
  it('nothing is ready until each run has got on; it is news once', () => {
    const { board, ready, health } = world();
    for (const symbol of ['A', 'B']) board.status(ticked(symbol));
    expect(ready()).toBe(true);
    expect([board.storeRetries(), board.storeRetries()]).toEqual([true, false]);
    expect([ready(), health()]).toEqual([false, true]);
    board.status(ticked('A'));
    expect(ready()).toBe(false);
    board.status(ticked('B'));
    expect(ready()).toBe(true);
    expect(board.storeRetries()).toBe(true);
  });

  it('who stands by or has ended does not wait for it', () => {
    const { board } = world();
    board.status(fares('A', { kind: 'standby', lost: false }));
    board.ended(board.rows[1]!);
    board.storeRetries();
    expect(board.rows.map(({ awaitsStore }) => awaitsStore)).toEqual([false, false]);
  });
});

describe('health', () => {
  it('is good from the start, and until three ticks are missing', () => {
    const { at, health } = world();
    expect(health()).toBe(true);
    at(SILENCE_MS - 1);
    expect(health()).toBe(true);
    at(SILENCE_MS);
    expect(health()).toBe(false);
  });

  it('needs a tick of every run', () => {
    const { board, at, health } = world();
    at(SILENCE_MS - 1);
    board.status(ticked('A'));
    at(SILENCE_MS);
    expect(health()).toBe(false);
    board.status(ticked('B'));
    expect(health()).toBe(true);
  });

  it('of a replay is good while any run gets on: those ahead wait for the others', () => {
    const { board, at, health } = world(true);
    at(SILENCE_MS - 1);
    board.status(ticked('A'));
    at(SILENCE_MS);
    expect(health()).toBe(true);
    at(2 * SILENCE_MS);
    expect(health()).toBe(false);
  });

  it.each<[string, (board: Board) => unknown, boolean]>([
    ['a run that failed is bad', (board: Board) => board.ended(board.rows[0]!, new Error('no luck')), false],
    ['a run that its strategy has stopped is fine', (board: Board) => board.ended(board.rows[0]!), true],
    ['a run that stands by is fine, however long', (board: Board) => board.status(fares('A', { kind: 'standby', lost: false })), true],
  ])('%s', (_what, happen, expected) => {
    const { board, at, health } = world();
    happen(board);
    at(SILENCE_MS);
    board.status(ticked('B'));
    expect(health()).toBe(expected);
  });

  it('of a run that stands by survives a store that was away, and turns bad when it stays away', () => {
    const { board, at, health, ready } = world();
    const status = (kind: string): unknown => board.status(fares('A', { kind, lost: false, error: new Error('down'), pausedMs: 1 }));
    const heard = (ms: number): unknown => (at(ms), board.status(ticked('B')));
    status('standby');
    heard(10 * SILENCE_MS);
    status('paused');
    expect(health()).toBe(true);
    heard(11 * SILENCE_MS);
    expect(health()).toBe(false);
    status('resumed');
    expect([health(), ready()]).toEqual([true, false]);
  });

  it('says which run and why', () => {
    const { board } = world();
    board.ended(board.rows[1]!, new Error('no\nluck'));
    expect(healthOf({ board, elapsedMs: () => 5, isReplay: false }).body).toMatchObject({
      schemaVersion: 1, mode: 'paper', status: 'unhealthy',
      runs: [{ symbol: 'A', alive: true, silentMs: 5, lastTickAt: null }, { symbol: 'B', alive: false, doing: 'failed', failure: 'no luck' }],
    });
  });
});

describe('readiness', () => {
  it('is gone while trading is halted, which is no fault, and both say why', () => {
    const { board, health, ready } = world();
    for (const symbol of ['A', 'B']) board.status(ticked(symbol));
    board.halt = { reason: 'the news', atMs: 0, closesPositions: true };
    const halted = { reason: 'the news', since: '1970-01-01T00:00:00.000Z', closesPositions: true };
    expect([ready(), health()]).toEqual([false, true]);
    expect(readinessOf({ board, isReplay: false }).body).toMatchObject({ status: 'halted', halted });
    expect(healthOf({ board, elapsedMs: () => 0, isReplay: false }).body).toMatchObject({ status: 'healthy', halted });
    board.halt = null;
    expect(ready()).toBe(true);
  });

  it('is gone while candles stay away, whatever ticks, and back when they come again', () => {
    const { board, health, ready } = world();
    for (const symbol of ['A', 'B']) board.status(ticked(symbol));
    board.status(STALE);
    board.status(ticked('A'));
    expect([ready(), health()]).toEqual([false, true]);
    expect(readinessOf({ board, isReplay: false }).body).toMatchObject({ status: 'not-ready', runs: [{ symbol: 'A', ready: false, blindSince: '1970-01-01T00:01:00.000Z' }, { symbol: 'B', ready: true, blindSince: null }] });
    board.status(fares('A', { kind: 'fresh', blindTicks: 4, sinceMs: 60_000 }));
    expect(ready()).toBe(true);
  });

  it('of a replay does not wait for candles that were not recorded', () => {
    const { board, ready } = world(true);
    for (const symbol of ['A', 'B']) board.status(ticked(symbol));
    board.status(STALE);
    expect(ready()).toBe(true);
  });

  it('comes with the first tick of every run', () => {
    const { board, ready } = world();
    expect(ready()).toBe(false);
    board.status(ticked('A'));
    expect(ready()).toBe(false);
    board.status(ticked('B'));
    expect(ready()).toBe(true);
  });

  it.each([
    ['the store does not answer', { kind: 'paused', error: new Error('x') }],
    ['somebody else trades', { kind: 'standby', lost: true }],
  ])('is gone while %s, and back with the next tick', (_what, what) => {
    const { board, ready } = world();
    for (const symbol of ['A', 'B']) board.status(ticked(symbol));
    board.status(fares('A', what));
    expect(ready()).toBe(false);
    board.status(ticked('A'));
    expect(ready()).toBe(true);
  });

  it('is gone when the end has begun', () => {
    const { board, ready } = world();
    for (const symbol of ['A', 'B']) board.status(ticked(symbol));
    board.isEnding = true;
    expect(ready()).toBe(false);
  });
});
