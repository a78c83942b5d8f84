import { describe, expect, it } from 'vitest';
import { createTradewright } from '../src/create.ts';
import { minute } from './market.ts';
import { functionsFor, KINDS, SCHEMAS, type Kind } from './schemas.ts';

/** A fault: the fields that carry it, and what is said. */
type Fault = readonly [fields: Readonly<Record<string, unknown>>, message: string];

const unreadable = (): never => { throw new Error('no access'); };

/** What no name may be. */
const NAMES: readonly (readonly [unknown, string])[] = [['', '""'], ['  ', '"  "'], [7, '7'], [null, 'null'], [Number.NaN, 'NaN'], [{}, 'an object'], [['x'], 'an array'], [Symbol('x'), 'Symbol(x)']];
const nameFaults = (field: string): Fault[] => NAMES.map(([name, got]) => [{ [field]: name }, `${field} must be a non-empty string, got ${got}`]);

const functionFaults = (...fields: string[]): Fault[] => fields.flatMap((field) => [null, 'x', {}, 1].map((value): Fault => [{ [field]: value }, `${field} must be a function, got `]));

const callbackFaults = (...names: string[]): Fault[] => names.flatMap((name) => [null, 'x', 5].map((value): Fault => [{ callbacks: { [name]: value } }, `callbacks.${name} must be a function, got `]));

const intervalFaults = (...more: string[]): Fault[] => ['', '2m', '1M', '60', 60, null, Number.NaN, ...more].map((interval) => [{ interval }, 'interval must be one of 1m 3m 5m 15m 30m 1h']);

const numberFaults = (field: string, what: string, values: readonly unknown[] = [-1]): Fault[] => [Number.NaN, Infinity, -Infinity, '1', null, {}, ...values].map((value) => [{ [field]: value }, `${field} must be ${what}, got `]);

const NO_DATES = ['2024-01-01', 0, null, new Date(Number.NaN), new Date(8.64e15 + 1)];
const rangeFaults = (wrap: (range: unknown) => Record<string, unknown>, where: string): Fault[] => [
  ...([null, 'x', 5, []] as unknown[]).map((range): Fault => [wrap(range), `${where} must be an object with startDate and endDate, got `]),
  ...NO_DATES.map((date): Fault => [wrap({ startDate: date, endDate: new Date(minute(1)) }), `${where}.startDate must be a valid Date, got `]),
  ...NO_DATES.map((date): Fault => [wrap({ startDate: new Date(minute(1)), endDate: date }), `${where}.endDate must be a valid Date, got `]),
  [wrap({ startDate: new Date(minute(1)), endDate: new Date(minute(1)) }), `${where}.startDate 2024-01-01T00:01:00.000Z must be before its endDate 2024-01-01T00:01:00.000Z`],
];

const COMMON: readonly Fault[] = [
  [{ note: 5 }, 'note must be a string, got 5'],
  [{ note: null }, 'note must be a string, got null'],
  [{ callbacks: null }, 'callbacks must be an object of functions, got null'],
  [{ callbacks: [] }, 'callbacks must be an object of functions, got an empty array'],
  [{ callbacks: () => undefined }, 'callbacks must be an object of functions, got a function'],
];

const FAULTS: Readonly<Record<Kind, readonly Fault[]>> = {
  exchange: [
    ...functionFaults('getCandles', 'formatPrice', 'formatQuantity'),
    ...numberFaults('maxCandlesPerRequest', 'a positive integer', [-1, 0, 1.5, 2 ** 60]),
    ...[null, 5, {}, { candles: 1 }, () => []].map((source): Fault => [{ source }, 'source must have a function candles']),
    ...callbackFaults('onCandleData'),
  ],
  strategy: [
    ...functionFaults('getSignal'),
    ...intervalFaults('4h', '1d'),
    ...nameFaults('riskName'),
    ...nameFaults('sizingName'),
    ...[null, 5, [], 'x'].map((history): Fault => [{ history }, 'history must be an object, got ']),
    ...[{ '7m': 3 }, { '1m': -1 }, { '1m': 1.5 }, { '1m': Number.NaN }, { '1m': Infinity }, { '1m': '5' }, { '1h': null }].map((history): Fault => [{ history }, 'history must give a whole number of candles per known interval, got ']),
    ...callbackFaults('onTick', 'onOpen', 'onActive', 'onIdle', 'onClose', 'onSchedule', 'onCancel', 'onWrite', 'onPartialProfit', 'onPartialLoss'),
  ],
  frame: [
    ...intervalFaults('2d'),
    ...NO_DATES.map((startDate): Fault => [{ startDate }, 'startDate must be a valid Date, got ']),
    ...NO_DATES.map((endDate): Fault => [{ endDate }, 'endDate must be a valid Date, got ']),
    [{ startDate: new Date(-60_000) }, 'startDate must not lie before 1970, got 1969-12-31T23:59:00.000Z'],
    [{ startDate: new Date(minute(1440)) }, 'startDate 2024-01-02T00:00:00.000Z must be before endDate 2024-01-02T00:00:00.000Z'],
    ...functionFaults('getTimeframe'),
    ...callbackFaults('onTimeframe'),
  ],
  walker: [
    ...nameFaults('exchangeName'),
    ...nameFaults('frameName'),
    ...[[], null, 'sma', { 0: 'sma' }, 5].map((strategies): Fault => [{ strategies }, 'strategies must be a non-empty array of strategy names, got ']),
    [{ strategies: ['sma', ''] }, 'strategies[1] must be a non-empty string, got ""'],
    [{ strategies: [5, 'sma'] }, 'strategies[0] must be a non-empty string, got 5'],
    [{ strategies: ['sma', 'rsi', 'sma'] }, 'strategies names "sma" more than once'],
    ...['', 'sharpe', null, 5].map((metric): Fault => [{ metric }, 'metric must be one of sharpeRatio annualizedSharpeRatio winRate totalPnl certaintyRatio avgPnl expectedYearlyReturns, got ']),
    ...callbackFaults('onStrategyStart', 'onStrategyComplete', 'onStrategyError', 'onComplete'),
  ],
  sizing: [
    ...['', 'kelly', null, 5].map((method): Fault => [{ method }, 'method must be one of fixed-percentage kelly-criterion atr-based fixed-notional volatility-target, got ']),
    ...numberFaults('riskPercentage', 'a number from 0 to 100 (percent)', [-1, 100.1]),
    ...['fixed-percentage', 'atr-based'].map((method): Fault => [{ method, riskPercentage: '1' }, 'riskPercentage must be a number from 0 to 100 (percent), got "1"']),
    ...[Number.NaN, -0.1, 1.1, '0.5', null].map((kellyMultiplier): Fault => [{ method: 'kelly-criterion', kellyMultiplier }, 'kellyMultiplier must be a number from 0 to 1, got ']),
    ...[Number.NaN, 0, -1, Infinity, '2', null].map((atrMultiplier): Fault => [{ method: 'atr-based', atrMultiplier }, 'atrMultiplier must be a positive number, got ']),
    ...[0, 1, -1, '0.5', null].map((winRate): Fault => [{ method: 'kelly-criterion', winRate }, 'winRate must be a number above 0 and below 1, got ']),
    ...[Number.NaN, 0, Infinity].map((winLossRatio): Fault => [{ method: 'kelly-criterion', winLossRatio }, 'winLossRatio must be a positive number, got ']),
    ...['7m', '', null].flatMap((interval): Fault[] => [[{ method: 'atr-based', atrInterval: interval }, 'atrInterval must be one of 1m '], [{ method: 'volatility-target', targetPercentage: 1, volatilityInterval: interval }, 'volatilityInterval must be one of 1m ']]),
    ...[0, 1.5, '14', null].map((atrPeriod): Fault => [{ method: 'atr-based', atrPeriod }, 'atrPeriod must be a whole number of 1 or more, got ']),
    ...[1, Number.NaN].map((volatilityPeriod): Fault => [{ method: 'volatility-target', targetPercentage: 1, volatilityPeriod }, 'volatilityPeriod must be a whole number of 2 or more, got ']),
    ...[0, -1, '5'].map((notional): Fault => [{ method: 'fixed-notional', notional }, 'notional must be a positive number (quote currency), got ']),
    ...[0, -1, Number.NaN].map((targetPercentage): Fault => [{ method: 'volatility-target', targetPercentage }, 'targetPercentage must be a positive number (percent), got ']),
    ...['maxPositionPercentage', 'minPositionSize', 'maxPositionSize'].flatMap((field) => numberFaults(field, 'a non-negative number')),
    [{ minPositionSize: 2, maxPositionSize: 1 }, 'minPositionSize 2 must not be above maxPositionSize 1'],
    ...callbackFaults('onCalculate'),
  ],
  risk: [
    ...[null, {}, 'x', () => undefined].map((validations): Fault => [{ validations }, 'validations must be an array, got ']),
    ...[null, 5, 'x', {}, { validate: 1 }, []].map((one): Fault => [{ validations: [() => undefined, one] }, 'validations[1] must be a function or an object with a function validate, got ']),
    [{ validations: [{ validate: () => undefined, note: 5 }] }, 'validations[0].note must be a string, got 5'],
    ...[null, {}, 'x', () => undefined].map((rules): Fault => [{ rules }, 'rules must be an array, got ']),
    ...[null, 5, () => undefined, {}, { name: 'x' }, { judge: () => undefined }, { name: '', judge: () => undefined }, { name: 'x', judge: 1 }].map((rule): Fault => [{ rules: [rule] }, 'rules[0] must be a risk rule, an object with a name and a function judge, got ']),
    [{ rules: [{ name: 'x', judge: () => undefined, fold: 1 }] }, 'rules[0].fold must be a function, got 1'],
    [{ rules: [{ name: 'x', judge: () => undefined, watch: null }] }, 'rules[0].watch must be a function, got null'],
    [{ rules: [{ name: 'x', judge: () => undefined }, { name: 'x', judge: () => undefined }] }, 'rules: Two risk rules are called x.'],
    ...numberFaults('capital', 'a positive number (quote currency)', [0, -1]),
    ...callbackFaults('onRejected', 'onAllowed'),
  ],
  optimizer: [
    ...[[], null, {}, 'x'].map((rangeTrain): Fault => [{ rangeTrain }, 'rangeTrain must be a non-empty array, got ']),
    ...rangeFaults((range) => ({ rangeTrain: [range] }), 'rangeTrain[0]'),
    ...rangeFaults((rangeTest) => ({ rangeTest }), 'rangeTest'),
    ...[[], null, {}, () => []].map((source): Fault => [{ source }, 'source must be a non-empty array, got ']),
    ...[null, 5, {}, { name: 'x' }, { name: 'x', fetch: 1 }].map((one): Fault => [{ source: [one] }, 'source[0] must be a function or an object with a function fetch, got ']),
    [{ source: [{ fetch: () => [] }] }, 'source[0].name must be a non-empty string, got undefined'],
    [{ source: [{ name: 'x', fetch: () => [], user: 5 }] }, 'source[0].user must be a function, got 5'],
    [{ source: [{ name: 'x', fetch: () => [], assistant: null }] }, 'source[0].assistant must be a function, got null'],
    ...functionFaults('getPrompt'),
    [{ template: 'x' }, 'template must be an object of functions, got "x"'],
    [{ template: { getTopBanner: 5 } }, 'template.getTopBanner must be a function, got 5'],
    ...callbackFaults('onData', 'onCode', 'onDump', 'onSourceData'),
  ],
};

const REQUIRED: Readonly<Record<Kind, readonly string[]>> = {
  exchange: ['exchangeName', 'getCandles', 'formatPrice', 'formatQuantity'],
  strategy: ['strategyName', 'getSignal', 'interval'],
  frame: ['frameName', 'interval', 'startDate', 'endDate'],
  walker: ['walkerName', 'exchangeName', 'frameName', 'strategies'],
  sizing: ['sizingName', 'method', 'riskPercentage'],
  risk: ['riskName'],
  optimizer: ['optimizerName', 'rangeTrain', 'rangeTest', 'source', 'getPrompt'],
};

const shape = (kind: Kind, message: string): unknown => expect.objectContaining({ code: 'registry/shape', message: expect.stringContaining(`${kind} schema validation failed: `) as string, ...(message === '' ? {} : { message: expect.stringContaining(message) as string }) });

describe.each(KINDS)('a bad schema: %s', (kind) => {
  const fresh = (): ReturnType<typeof functionsFor> => functionsFor(kind, createTradewright());

  it('is refused by addX with what is wrong, for every fault of every field, and leaves nothing behind', async () => {
    const { add, list, schema } = fresh();
    for (const [fields, message] of [...nameFaults(`${kind}Name`), ...COMMON, ...FAULTS[kind]]) {
      expect(() => add({ ...schema, ...fields })).toThrow(shape(kind, message));
    }
    expect(await list()).toEqual([]);
    add(schema);
  });

  it('is refused by overrideX likewise, and what is registered stands', async () => {
    const { add, override, list, schema, nameField, name } = fresh();
    add(schema);
    for (const [fields, message] of [...COMMON, ...FAULTS[kind]]) {
      expect(() => override({ ...fields, [nameField]: name })).toThrow(shape(kind, message));
    }
    expect((await list())[0]).toBe(schema);
  });

  it.each(REQUIRED[kind])('is refused without %s', (field) => {
    const { add, schema } = fresh();
    expect(() => add(Object.fromEntries(Object.entries(schema).filter(([one]) => one !== field)))).toThrow(shape(kind, `${field} must be `));
    expect(() => add({ ...schema, [field]: undefined })).toThrow(shape(kind, `${field} must be `));
  });

  it('is told in full: every fault in one message', () => {
    expect(() => fresh().add({})).toThrow(new RegExp(`^${kind} schema validation failed: ${REQUIRED[kind].filter((field) => field !== 'riskPercentage').map((field) => `${field} must be [^;]+`).join('; ')}$`));
  });

  it.each<[string, unknown, string]>([
    ['undefined', undefined, 'undefined'], ['null', null, 'null'], ['a word', 'binance', '"binance"'], ['a number', 7, '7'], ['a list', [SCHEMAS[kind]], 'an array'], ['a function', () => SCHEMAS[kind], 'a function'],
  ])('cannot be %s', (_what, garbage, got) => {
    const { add, override } = fresh();
    for (const register of [add, override]) expect(() => register(garbage)).toThrow(shape(kind, `a schema object is needed, got ${got}`));
  });

  it.each<[string, (schema: object) => object]>([
    ['a getter that throws', (schema) => Object.defineProperty({ ...schema }, `${kind}Name`, { enumerable: true, get: unreadable })],
    ['a proxy that throws at everything', (schema) => new Proxy({ ...schema }, { get: unreadable, has: unreadable, ownKeys: unreadable, getPrototypeOf: unreadable })],
  ])('cannot be %s', (_what, spoil) => {
    const { add, override, schema } = fresh();
    add(schema);
    for (const register of [add, override]) expect(() => register(spoil(schema))).toThrow(shape(kind, 'it cannot be read: no access'));
  });

  it.each<[unknown, string]>([[undefined, 'undefined'], [null, 'null'], ['', ''], [7, '7'], [{}, 'an object'], [Number.NaN, 'NaN'], ['toString', 'toString']])('cannot be named %s for removeX and overrideX', (name, got) => {
    const { add, remove, override, schema, nameField } = fresh();
    add(schema);
    for (const change of [() => remove(name), () => override({ [nameField]: name })]) {
      expect(change).toThrow(expect.objectContaining({ code: 'registry/unknown', message: expect.stringContaining(`${kind} ${got} not found source=`) as string }));
    }
  });
});

describe('what looks odd but is right', () => {
  it.each<[Kind, Readonly<Record<string, unknown>>]>([
    ['exchange', { note: '', callbacks: {}, maxCandlesPerRequest: 1, whatever: 'of the user' }],
    ['strategy', { history: {}, callbacks: { onTick: undefined }, riskName: undefined }],
    ['strategy', { history: { '1m': 0, '3d': 5 } }],
    ['frame', { startDate: new Date(0), interval: '3d' }],
    ['walker', { strategies: ['sma'], metric: 'avgPnl' }],
    ['sizing', { riskPercentage: 0, minPositionSize: 1, maxPositionSize: 1, maxPositionPercentage: 300 }],
    ['sizing', { method: 'kelly-criterion', kellyMultiplier: 0, riskPercentage: undefined }],
    ['risk', { validations: [] }],
    ['risk', { validations: undefined }],
    ['risk', { validations: [{ validate: () => undefined, note: 'n' }, async () => undefined] }],
    ['optimizer', { source: [() => [], { name: 'x', fetch: () => [], user: () => '' }], template: {}, callbacks: { onCode: () => undefined } }],
  ])('%s %o', async (kind, fields) => {
    const { add, list, schema } = functionsFor(kind, createTradewright());
    add({ ...schema, ...fields });
    expect((await list()).length).toBe(1);
  });
});
