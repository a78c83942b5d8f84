import type { Fault, FaultRule } from '@tradewright/fake-exchange';
import { describe, expect, it } from 'vitest';
import { directoryWith } from './cli.ts';
import { candlesOf, exchangeWith, FROM_MS } from './exchange.ts';
import { keptIn, warmHere } from './warm-here.ts';

const KLINES = '/api/v3/klines';

/** Faults that pass: the answers between them are right. */
const PASSING: readonly (readonly [what: string, fault: Fault])[] = [
  ['429 with Retry-After', { kind: 'status', status: 429, retryAfterS: 1 }],
  ['418 with Retry-After', { kind: 'status', status: 418, retryAfterS: 1 }],
  ['503', { kind: 'status', status: 503 }],
  ['no answer', { kind: 'hang' }],
  ['a connection cut before the answer', { kind: 'cut', at: 'before' }],
  ['a connection cut in the middle of it', { kind: 'cut', at: 'middle' }],
  ['no JSON', { kind: 'garbage' }],
  ['a page for people', { kind: 'html' }],
  ['an empty answer', { kind: 'empty' }],
  ['JSON of another shape', { kind: 'shape', shape: 'object' }],
  ['rows that are too short', { kind: 'shape', shape: 'short-rows' }],
  ['candles that are missing once', { kind: 'missing', rows: 3 }],
  ['no candles once', { kind: 'none' }],
  ['a candle that comes twice', { kind: 'duplicate' }],
  ['candles in disorder', { kind: 'disorder' }],
  ['a candle in the making', { kind: 'unclosed' }],
  ['a broken candle once', { kind: 'broken', how: 'high-below-low' }],
  ['a slow answer', { kind: 'slow', delayMs: 300 }],
];

describe('warm, when an exchange once gives', () => {
  it.concurrent.each(PASSING)('%s, keeps every candle as it is', async (_what, fault) => {
    const rule: FaultRule = { fault, path: KLINES, nth: 2 };
    const exchange = await exchangeWith({ faults: [rule] });
    const directory = directoryWith();
    const { code, text } = await warmHere(exchange, directory);
    expect({ code, text }).toMatchObject({ code: 0, text: expect.stringContaining('AAAUSDT      4,320 new candles') });
    expect(await keptIn(directory, exchange)).toEqual(candlesOf('AAAUSDT'));
  });
});

/** Faults that last: the second page is never had. */
const LASTING: readonly (readonly [what: string, fault: Fault, sentence: RegExp])[] = [
  ['503', { kind: 'status', status: 503 }, /503|unavailable|not available/i],
  ['no answer', { kind: 'hang' }, /timed out|timeout|no answer/i],
  ['connections that are cut', { kind: 'cut', at: 'middle' }, /binance/],
  ['no JSON', { kind: 'garbage' }, /binance/],
  ['a page for people', { kind: 'html' }, /binance/],
  ['a number', { kind: 'shape', shape: 'number' }, /binance/],
  ['nothing but null', { kind: 'shape', shape: 'null' }, /binance/],
  ['rows that are too short', { kind: 'shape', shape: 'short-rows' }, /binance/],
];

describe('warm, when an exchange goes on giving', () => {
  it.concurrent.each(LASTING)('%s, fails with a sentence, keeps what came, and goes on from there', async (_what, fault, sentence) => {
    const exchange = await exchangeWith({ faults: [{ fault, path: KLINES, after: 2 }], pageLimit: 500 });
    const directory = directoryWith();
    // A busy machine must not take a good answer for none.
    const failed = await warmHere(exchange, directory, { patience: { retries: 1, timeoutMs: fault.kind === 'hang' ? 4000 : 20_000 } });
    expect(failed.code).toBe(1);
    expect(failed.text).toMatch(sentence);
    expect(failed.text).toMatch(/NOT DONE \(\d+ %, 1,000 new candles\)[\s\S]*the same command goes on/);
    expect(await keptIn(directory, exchange)).toEqual(candlesOf('AAAUSDT').slice(0, 1000));
    exchange.faults.clear();
    const asked = exchange.count(KLINES);
    expect(await warmHere(exchange, directory)).toMatchObject({ code: 0, json: { added: 3320 } });
    expect(exchange.count(KLINES) - asked).toBe(7);
    expect(await keptIn(directory, exchange)).toEqual(candlesOf('AAAUSDT'));
  });
});

describe('warm, when an exchange', () => {
  it.concurrent('wants to be left alone for an hour, says so at once and goes on another time', async () => {
    const exchange = await exchangeWith({ faults: [{ fault: { kind: 'status', status: 418, retryAfterS: 3600 }, path: KLINES, nth: 3 }] });
    const directory = directoryWith();
    const banned = await warmHere(exchange, directory);
    expect(banned.code).toBe(1);
    expect(banned.text).toMatch(/NOT DONE \(46 %, 2,000 new candles\)[\s\S]*the same command goes on/);
    expect(banned.remarks).toMatch(/418 and wants to be left alone for 3600 s/);
    expect(await warmHere(exchange, directory)).toMatchObject({ code: 0, json: { added: 2320 } });
  });

  it.concurrent('goes on leaving candles out, keeps the gap as one', async () => {
    const whole = candlesOf('AAAUSDT');
    const exchange = await exchangeWith();
    const gapped = whole.filter((_, i) => i < 1500 || i >= 1507);
    await exchange.list({ symbol: 'AAAUSDT', candles: gapped });
    const directory = directoryWith();
    expect(await warmHere(exchange, directory)).toMatchObject({ code: 0, text: expect.stringMatching(/4,313 new candles; 7 more do not exist there\n/), json: { added: 4313 } });
    expect(await keptIn(directory, exchange)).toEqual(gapped);
    expect(await warmHere(exchange, directory)).toMatchObject({ code: 0, json: { added: 0 } });
  });

  it.concurrent('goes on giving a broken candle, leaves it out and says so, and asks for it again', async () => {
    const [whole, broken] = [candlesOf('AAAUSDT'), candlesOf('AAAUSDT')];
    broken[700] = { ...broken[700]!, high: broken[700]!.low / 2 };
    const exchange = await exchangeWith();
    await exchange.list({ symbol: 'AAAUSDT', candles: broken });
    const directory = directoryWith();
    const left = await warmHere(exchange, directory, { patience: { retries: 1, timeoutMs: 20_000 } });
    expect(await keptIn(directory, exchange)).not.toContainEqual(broken[700]);
    await exchange.list({ symbol: 'AAAUSDT', candles: whole });
    expect(await warmHere(exchange, directory)).toMatchObject({ code: 0 });
    expect(await keptIn(directory, exchange)).toEqual(whole);
    expect({ code: left.code, told: `${left.text}${left.remarks}` }).toMatchObject({ told: expect.stringMatching(/2024-01-01T11:40:00.000Z/) });
  });

  it.concurrent('has a clock far behind that of this machine, keeps nothing that it has not closed', async () => {
    const nowMs = FROM_MS + 1000 * 60_000 + 30_000;
    const exchange = await exchangeWith({ nowMs: () => nowMs });
    const directory = directoryWith();
    const early = await warmHere(exchange, directory);
    expect(early).toMatchObject({ code: 0, json: { added: 1000 } });
    expect(early.remarks).toMatch(/clock/);
    exchange.setNow(Date.now());
    expect(await warmHere(exchange, directory)).toMatchObject({ code: 0, json: { added: 3320 } });
    expect(await keptIn(directory, exchange)).toEqual(candlesOf('AAAUSDT'));
  });

  it.concurrent('has listed the symbol later, or trades it no more, keeps what there was', async () => {
    const exchange = await exchangeWith();
    await exchange.list({ symbol: 'OLDUSDT', candles: candlesOf('OLDUSDT').slice(500, 2000), delisted: true });
    const directory = directoryWith();
    expect(await warmHere(exchange, directory, { symbols: ['OLDUSDT'] })).toMatchObject({ code: 0, json: { added: 1500 } });
    const asked = exchange.count();
    expect(await warmHere(exchange, directory, { symbols: ['OLDUSDT'] })).toMatchObject({ code: 0, json: { added: 0 } });
    expect(exchange.count()).toBe(asked);
  });

  it.concurrent('does not know one of the symbols, fetches the others', async () => {
    const exchange = await exchangeWith({ symbols: ['AAAUSDT', 'BBBUSDT'] });
    const directory = directoryWith();
    const { code, text, json } = await warmHere(exchange, directory, { symbols: ['AAAUSDT', 'NOPE', 'BBBUSDT'] });
    expect({ code, json }).toMatchObject({ code: 1, json: { added: 8640, symbols: [{ state: 'done' }, { state: 'failed' }, { state: 'done' }] } });
    expect(text).toMatch(/NOPE +NOT DONE .*has no market "NOPE"/);
    expect(await warmHere(exchange, directory, { symbols: ['NOPE'] })).toMatchObject({ code: 2, text: expect.stringMatching(/has no market "NOPE"/) });
  });

  it.concurrent('is none that ccxt knows, says which are near', async () => {
    const exchange = await exchangeWith();
    const { code, text } = await warmHere(exchange, directoryWith(), { exchange: { id: 'binanze', url: exchange.url } });
    expect({ code, text }).toEqual({ code: 2, text: expect.stringMatching(/^ccxt knows no exchange "binanze"\. Did you mean .*binance/) });
  });
});
