import { describe, expect, it } from 'vitest';
import { DEFAULT_CONFIG, type ConfigInput, type GlobalConfig } from '../src/config.ts';
import { createTradewright } from '../src/create.ts';

const set = (given: unknown): void => createTradewright().setConfig(given as ConfigInput);
const refused = (message: string): unknown => expect.objectContaining({ code: 'config/invalid', message: expect.stringContaining(message) as string });

/** Nothing that any number may be. */
const NO_NUMBER: [string, unknown][] = [
  ['a word', 'x'], ['a number in words', '1'], ['NaN', Number.NaN], ['Infinity', Infinity], ['-Infinity', -Infinity], ['null', null],
  ['true', true], ['an object', {}], ['a list', [1]], ['a function', () => 1], ['a symbol', Symbol('x')], ['a bigint', 5n],
];
const NEGATIVE: [string, unknown][] = [['a negative number', -1], ['hardly negative', -1e-9]];
const ZERO: [string, unknown][] = [['0', 0], ['-0', -0]];
const BROKEN: [string, unknown][] = [['a fraction', 1.5]];

const NUMBERS: [key: keyof GlobalConfig, what: string, bad: [string, unknown][], tooLarge: number | null][] = [
  ['CC_SLIPPAGE', 'a non-negative number', NEGATIVE, 99.5],
  ['CC_TRADE_FEE', 'a non-negative number', NEGATIVE, 1e6],
  ['CC_MIN_TAKEPROFIT_DISTANCE_PERCENT', 'a positive number', [...NEGATIVE, ...ZERO], null],
  ['CC_MIN_STOPLOSS_DISTANCE_PERCENT', 'a positive number', [...NEGATIVE, ...ZERO], null],
  ['CC_MAX_STOPLOSS_DISTANCE_PERCENT', 'a positive number', [...NEGATIVE, ...ZERO], null],
  ['CC_SCHEDULE_AWAIT_MINUTES', 'a positive integer', [...NEGATIVE, ...ZERO, ...BROKEN], 1e9],
  ['CC_AVERAGE_PRICE_CANDLE_COUNT', 'a positive integer', [...NEGATIVE, ...ZERO, ...BROKEN], 1e6],
  ['CC_MAX_SIGNAL_LIFETIME_MINUTES', 'a positive integer', [...NEGATIVE, ...ZERO, ...BROKEN], 1e9],
  ['CC_MAX_SIGNAL_GENERATION_SECONDS', 'a positive integer', [...NEGATIVE, ...ZERO, ...BROKEN], 2_147_484],
  ['CC_GET_CANDLES_PRICE_ANOMALY_THRESHOLD_FACTOR', 'a positive integer', [...NEGATIVE, ...ZERO, ...BROKEN], null],
  ['CC_GET_CANDLES_MIN_CANDLES_FOR_MEDIAN', 'a positive integer', [...NEGATIVE, ...ZERO, ...BROKEN], null],
  ['CC_GET_CANDLES_TIMEOUT_SECONDS', 'a positive integer', [...NEGATIVE, ...ZERO, ...BROKEN], 2_147_484],
  ['CC_RISK_TIMEOUT_SECONDS', 'a positive integer', [...NEGATIVE, ...ZERO, ...BROKEN], 2_147_484],
  ['CC_GET_CANDLES_RETRY_COUNT', 'a non-negative integer', [...NEGATIVE, ...BROKEN], null],
  ['CC_GET_CANDLES_RETRY_DELAY_MS', 'a non-negative integer', [...NEGATIVE, ...BROKEN], 2 ** 31],
  ['CC_CANDLE_GRACE_MS', 'a non-negative integer', [...NEGATIVE, ...BROKEN], 2 ** 31],
];

describe.each(NUMBERS)('%s', (key, what, bad) => {
  it.each([...NO_NUMBER, ...bad])('cannot be %s', (_what, value) => {
    expect(() => set({ [key]: value })).toThrow(refused(`${key} must be ${what}, got `));
  });
});

describe('a number beyond what a timer, a date or a price can hold', () => {
  it.each(NUMBERS.filter(([, , , tooLarge]) => tooLarge !== null))('is refused: %s', (key, _what, _bad, tooLarge) => {
    expect(() => set({ [key]: tooLarge })).toThrow(refused(`${key} must be at most `));
  });
});

const LISTS = ['CC_PARTIAL_PROFIT_LEVELS', 'CC_PARTIAL_LOSS_LEVELS'] as const;
const NO_LEVELS: [string, unknown, string][] = [
  ['a number', 10, '10'], ['a word', '10', '"10"'], ['null', null, 'null'], ['an object', { 0: 10 }, 'an object'], ['a level of nothing', [0, 10], '[0, 10]'], ['a negative level', [-10], '[-10]'],
  ['a level beyond the goal', [50, 101], '[50, 101]'], ['levels out of order', [20, 10], '[20, 10]'], ['a level twice', [10, 10], '[10, 10]'], ['NaN', [Number.NaN], '[NaN]'],
  ['a level in words', ['10'], '["10"]'], ['a hole', [10, , 30], '[10, undefined, 30]'], // oxlint-disable-line no-sparse-arrays -- users write such things
];

describe.each(LISTS)('%s', (key) => {
  it.each(NO_LEVELS)('cannot be %s', (_what, value, got) => {
    expect(() => set({ [key]: value })).toThrow(refused(`${key} must be an array of ascending percents above 0 and at most 100, got ${got}`));
  });
});

const CHOICES = { CC_AVERAGE_PRICE_CANDLE_INTERVAL: '1m, 3m, 5m, 15m, 30m, 1h', CC_TRIGGER_PRICE: 'auto, candle-range, vwap', CC_INTRABAR_POLICY: 'stop-loss-first, take-profit-first', CC_CANDLE_GAP: 'skip, error' };

describe.each(Object.entries(CHOICES))('%s', (key, choices) => {
  it.each<[unknown, string]>([['', '""'], ['other', '"other"'], [null, 'null'], [0, '0'], [Number.NaN, 'NaN'], [true, 'true'], [['skip'], 'an array'], [{}, 'an object']])('cannot be %j', (value, got) => {
    expect(() => set({ [key]: value })).toThrow(refused(`${key} must be one of ${choices}, got ${got}`));
  });
});

describe.each(['CC_CANDLE_PREFETCH', 'CC_REPORT_SHOW_SIGNAL_NOTE'])('%s', (key) => {
  it.each<[unknown, string]>([[0, '0'], [1, '1'], ['true', '"true"'], ['', '""'], [null, 'null'], [{}, 'an object'], [[], 'an empty array']])('cannot be %j', (value, got) => {
    expect(() => set({ [key]: value })).toThrow(refused(`${key} must be true or false, got ${got}`));
  });
});

describe('the table of bad input', () => {
  it('leaves no key out', () => {
    expect([...NUMBERS.map(([key]) => key), ...LISTS, ...Object.keys(CHOICES), 'CC_CANDLE_PREFETCH', 'CC_REPORT_SHOW_SIGNAL_NOTE'].toSorted()).toEqual(Object.keys(DEFAULT_CONFIG).toSorted());
  });
});

describe('keys that do not fit each other', () => {
  it.each([
    [{ CC_MIN_TAKEPROFIT_DISTANCE_PERCENT: 0.39 }, '(0.39%) is too low to cover trading costs (0.4%)'],
    [{ CC_PERCENT_FEE: 0.2 }, '(0.5%) is too low to cover trading costs (0.6%)'],
    [{ CC_MIN_STOPLOSS_DISTANCE_PERCENT: 20 }, 'CC_MIN_STOPLOSS_DISTANCE_PERCENT must be less than CC_MAX_STOPLOSS_DISTANCE_PERCENT'],
    [{ CC_MAX_STOPLOSS_DISTANCE_PERCENT: 0.5 }, 'must be less than CC_MAX_STOPLOSS_DISTANCE_PERCENT'],
  ])('%j', (given, message) => {
    expect(() => set(given)).toThrow(refused(message));
  });
});

describe('setConfig', () => {
  it.each<[unknown, string]>([[null, 'null'], [undefined, 'undefined'], ['CC_TRADE_FEE', '"CC_TRADE_FEE"'], [5, '5'], [[], 'an empty array'], [() => ({}), 'a function']])('needs an object, not %s', (garbage, got) => {
    expect(() => set(garbage)).toThrow(refused(`setConfig needs an object, got ${got}`));
  });

  it.each([
    ['a getter that throws', { get CC_TRADE_FEE(): number { throw new Error('no file'); } }, 'setConfig was given what cannot be read: no file'],
    ['a proxy that throws', new Proxy({}, { ownKeys() { throw new Error('no file'); } }), 'setConfig was given what cannot be read: no file'],
  ])('cannot read %s', (_what, garbage, message) => {
    expect(() => set(garbage)).toThrow(refused(message));
  });

  it.each(['CC_TRADE_FEES', '', 'constructor', '__proto__x', 'cc_trade_fee'])('does not know %j', (key) => {
    expect(() => set({ [key]: 1 })).toThrow(expect.objectContaining({ code: 'config/unknown', message: expect.stringContaining(`Unknown configuration key ${key}; known are CC_SCHEDULE_AWAIT_MINUTES,`) as string }));
  });
});

describe('createTradewright', () => {
  it('refuses what setConfig refuses', () => {
    expect(() => createTradewright({ config: { CC_TRADE_FEE: Number.NaN } })).toThrow(refused('CC_TRADE_FEE must be a non-negative number, got NaN'));
  });
});
