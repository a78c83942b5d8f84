import { EngineError } from '@tradewright/core';
import { describe, expect, it } from 'vitest';
import { minuteOf } from './market.ts';
import { long, told, throwText, world } from './world.ts';

const AT = 2;

/** What becomes of a run whose strategy answers once at minute 2 with what a function makes, and with a good signal at minute 5. */
async function after(make: () => unknown): Promise<{ errors: Error[]; went: string[] }> {
  const made = world({ to: 20, getSignal: (_symbol, when) => (minuteOf(when) === AT ? make() : minuteOf(when) === 5 ? long({ minuteEstimatedTime: 3 }) : null) });
  const went = told(await made.results());
  return { errors: made.errors, went };
}

/** Sync, async, and by somebody else's promise: told once, typed, with these words, and the run goes on. */
async function refused(make: () => unknown, code: string, message: string | RegExp): Promise<void> {
  for (const how of [make, async () => make()]) {
    const { errors, went } = await after(how);
    expect(errors.map((error) => error.message)).toEqual([expect.stringMatching(message)]);
    expect(errors[0]).toBeInstanceOf(EngineError);
    expect(errors).toMatchObject([{ code }]);
    expect(went).toEqual(['time_expired 8']);
  }
}

const NO_NUMBER: [string, unknown][] = [
  ['NaN', Number.NaN], ['Infinity', Infinity], ['-Infinity', -Infinity], ['a word', '110'], ['true', true], ['an object', {}], ['a list', [110]], ['a function', () => 110], ['a symbol', Symbol('x')], ['a bigint', 110n],
  ['a Date', new Date()], ['an object without a text', Object.create(null)], ['a number in an object', Object(110)],
];
const NO_PRICE: [string, unknown][] = [...NO_NUMBER, ['0', 0], ['-0', -0], ['negative', -110]];
const MISSING: [string, unknown][] = [['missing', undefined], ['null', null]];
const NO_TEXT: [string, unknown][] = [['a number', 5], ['true', true], ['an object', {}], ['a list', ['x']], ['a function', () => 'x'], ['a symbol', Symbol('x')], ['a bigint', 5n], ['an object without a text', Object.create(null)]];

const FIELDS: [field: string, what: string, bad: [string, unknown][]][] = [
  ['priceTakeProfit', 'must be', [...NO_PRICE, ...MISSING]],
  ['priceStopLoss', 'must be', [...NO_PRICE, ...MISSING]],
  ['priceOpen', 'must be', NO_PRICE],
  ['minuteEstimatedTime', '', [...NO_PRICE, ...MISSING, ['a fraction', 1.5], ['too long', 1e9], ['hardly anything', Number.MIN_VALUE]]],
  ['position', 'must be "long" or "short"', [...NO_TEXT, ...MISSING, ['empty', ''], ['in capitals', 'LONG'], ['unknown', 'flat'], ['NaN', Number.NaN]]],
  ['note', 'must be a', NO_TEXT],
  ['id', 'must be a', NO_TEXT],
];

describe.each(FIELDS)('a signal whose %s is', (field, what, bad) => {
  it.each(bad)('%s', async (_what, value) => {
    await refused(() => ({ ...long(), [field]: value }), 'signal/refused', new RegExp(`^Invalid signal for .* position:[^]*\\b${field}\\b.*${what}`));
  });

  it('a getter that throws', async () => {
    await refused(() => Object.defineProperty(long(), field, { get: () => throwText(new Error('no feed')) }), 'strategy/threw', /^scripted on BTCUSDT: no feed$/);
  });

  it('a proxy that throws at everything', async () => {
    const value = new Proxy({}, { get: () => throwText(new Error('no feed')), has: () => throwText(new Error('no feed')), ownKeys: () => throwText(new Error('no feed')), getPrototypeOf: () => throwText(new Error('no feed')) });
    await refused(() => ({ ...long(), [field]: value }), 'signal/refused', field);
  });
});

const EXTREMES: [string, object, RegExp][] = [
  ['a target beyond all numbers', { priceTakeProfit: Number.MAX_VALUE * 10 }, /priceTakeProfit must be a finite number, got Infinity/],
  ['a stop just above nothing', { priceStopLoss: Number.MIN_VALUE }, /priceStopLoss .* farther from priceOpen than the maximum distance/],
  ['a life as long as numbers go', { minuteEstimatedTime: Number.MAX_SAFE_INTEGER }, /minuteEstimatedTime .* exceeds the maximum of 1440 minutes/],
  ['everything swapped', { position: 'short' }, /priceTakeProfit \(110\) must be < priceOpen/],
  ['everything at one price', { priceOpen: 100, priceTakeProfit: 100, priceStopLoss: 100 }, /priceTakeProfit \(100\) must be > priceOpen/],
];

describe('a signal with', () => {
  it.each(EXTREMES)('%s', async (_what, over, message) => {
    await refused(() => ({ ...long(), ...over }), 'signal/refused', message);
  });

  it('a note of ten million characters is a signal', async () => {
    const { errors, went } = await after(() => ({ ...long({ minuteEstimatedTime: 1 }), note: 'x'.repeat(1e7) }));
    expect([errors, went]).toEqual([[], ['time_expired 3', 'time_expired 8']]);
  });

  it('fields nobody knows is a signal', async () => {
    const { errors, went } = await after(() => ({ ...long({ minuteEstimatedTime: 1 }), strategyName: 'x', symbol: 'ETH', _isScheduled: 'yes' }));
    expect([errors, went]).toEqual([[], ['time_expired 3', 'time_expired 8']]);
  });
});

const circular: unknown[] = [];
circular.push(circular);

const NO_SIGNALS: [string, () => unknown, string, RegExp][] = [
  ['a number', () => 42, 'signal/refused', /signal must be an object, got 42/],
  ['NaN', () => Number.NaN, 'signal/refused', /signal must be an object, got NaN/],
  ['0', () => 0, 'signal/refused', /signal must be an object, got 0/],
  ['false', () => false, 'signal/refused', /signal must be an object, got false/],
  ['an empty word', () => '', 'signal/refused', /signal must be an object, got ""/],
  ['a symbol', () => Symbol('buy'), 'signal/refused', /signal must be an object/],
  ['a bigint', () => 1n, 'signal/refused', /signal must be an object, got 1/],
  ['a function', () => () => long(), 'signal/refused', /signal must be an object/],
  ['a class', () => class Signal {}, 'signal/refused', /signal must be an object/],
  ['an empty list', () => [], 'signal/refused', /position must be "long" or "short"/],
  ['a list of signals', () => [long()], 'signal/refused', /position must be "long" or "short"/],
  ['a list of itself', () => circular, 'signal/refused', /position must be "long" or "short"/],
  ['a Map', () => new Map(Object.entries(long())), 'signal/refused', /position must be "long" or "short"/],
  ['a Date', () => new Date(), 'signal/refused', /position must be "long" or "short"/],
  ['an Error', () => new Error('instead of throwing it'), 'signal/refused', /position must be "long" or "short"/],
  ['nothing at all', () => Object.create(null) as unknown, 'signal/refused', /position must be "long" or "short"/],
  ['a proxy that throws at everything', () => new Proxy({}, { get: () => throwText(new Error('no feed')), has: () => throwText(new Error('no feed')) }), 'strategy/threw', /no feed/],
  ['a revoked proxy', () => { const { proxy, revoke } = Proxy.revocable({}, {}); revoke(); return proxy; }, 'strategy/threw', /revoked/],
  ['an error that cannot be printed', () => throwText(Object.create(null)), 'strategy/threw', /^scripted on BTCUSDT: a value that cannot be shown$/],
  ['an error of nothing', () => throwText(undefined), 'strategy/threw', /^scripted on BTCUSDT: undefined$/],
  ['an endless descent', () => { const deep = (): unknown => [deep()]; return deep(); }, 'strategy/threw', /call stack/],
];

describe('a getSignal that answers with', () => {
  it.each(NO_SIGNALS)('%s', async (_what, make, code, message) => {
    await refused(make, code, message);
  });
});

/** Whatever has a `then`, the way others write promises. */
type Then = (done: (answer: unknown) => void, fail: (error: unknown) => void) => void;
const THENABLES: [string, (then: Then) => object][] = [
  // oxlint-disable-next-line unicorn/no-thenable -- users return such things
  ['an object with a function then', (then) => ({ then: (...callbacks: Parameters<Then>): void => then(...callbacks) })],
  // oxlint-disable-next-line unicorn/no-thenable -- users return such things
  ['a query that runs when it is awaited', (then) => new (class { then(...callbacks: Parameters<Then>) { setImmediate(() => { try { then(...callbacks); } catch (error) { callbacks[1](error); } }); return this; } })()],
];

describe.each(THENABLES)('%s', (_what, thenable) => {
  it('that gives a signal is a promise of it', async () => {
    expect(await after(() => thenable((done) => done(long({ minuteEstimatedTime: 1 }))))).toEqual({ errors: [], went: ['time_expired 3', 'time_expired 8'] });
  });

  it('that answers twice has answered once', async () => {
    expect(await after(() => thenable((done, fail) => { done(null); done(long()); fail(new Error('late')); }))).toEqual({ errors: [], went: ['time_expired 8'] });
  });

  it.each<[string, Then, string, RegExp]>([
    ['fails', (_done, fail) => fail(new Error('no feed')), 'strategy/threw', /no feed/],
    ['fails with nothing', (_done, fail) => fail(undefined), 'strategy/threw', /undefined/],
    ['throws', () => throwText(new Error('no feed')), 'strategy/threw', /no feed/],
    ['gives garbage', (done) => done(42), 'signal/refused', /signal must be an object, got 42/],
    ['gives a signal whose field throws', (done) => done(Object.defineProperty(long(), 'position', { get: () => throwText(new Error('no feed')) })), 'strategy/threw', /no feed/],
  ])('that %s is told and survived', async (_how, then, code, message) => {
    await refused(() => thenable(then), code, message);
  });
});

describe('a then that', () => {
  it('cannot be read is told and survived', async () => {
    // oxlint-disable-next-line unicorn/no-thenable -- users return such things
    await refused(() => ({ get then(): never { return throwText(new Error('no feed')); } }), 'strategy/threw', /no feed/);
  });
});
