import { describe, expect, it } from 'vitest';
import { candles, Market, minute, minuteOf } from '../test/market.ts';
import { RISK, riskWorld, SlowValidator } from '../test/risk.ts';
import { long, NAMES, SYMBOL, throwText, told } from '../test/world.ts';

const WAITS = long({ priceOpen: 98, note: '**dip**' });
/** The price comes down to 98 in minute 5. */
const dipping = (): Market => new Market(candles(-2000, 3000, { 5: [100, 100, 97, 99] }));
const no = (): never => {
  throw new Error('too risky');
};

describe('a refusal', () => {
  it('at creation is told to listenValidation, then to listenRisk, then to onRejected, and to nobody else', async () => {
    const told: string[] = [];
    const { tw, results, errors, refusals } = riskWorld([{ validate: no, note: 'house rule' }], { script: { 2: long() } }, {
      onRejected: (symbol, { currentPrice, timestamp, pendingSignal }) => void told.push(`onRejected ${symbol} ${currentPrice} ${minuteOf(timestamp)} ${pendingSignal.position}`),
      onAllowed: () => void told.push('onAllowed'),
    });
    tw.listenValidation(({ message }) => void told.push(`validation ${message}`));
    tw.listenRisk(() => void told.push('risk'));
    tw.listenSignalBacktest(({ action }) => void told.push(action), { idle: false });
    expect([await results(), told, errors]).toEqual([[], ['validation too risky', 'risk', 'onRejected BTCUSDT 100 2 long'], []]);
    expect(refusals).toEqual([{ symbol: SYMBOL, pendingSignal: long(), strategyName: NAMES.strategyName, exchangeName: 'memory', currentPrice: 100, activePositionCount: 0, comment: 'house rule', message: 'too risky', timestamp: minute(2) }]);
  });

  it('at activation cancels the waiting order as rejected, after the risk event', async () => {
    const { results, story, errors, refusals } = riskWorld([({ timestamp }) => (timestamp > minute(2) ? no() : undefined)], { market: dipping(), script: { 2: WAITS } });
    expect(told(await results())).toEqual(['cancelled rejected 5']);
    expect([story, errors]).toEqual([['scheduled', 'validation too risky', 'risk 6', 'cancelled rejected'], []]);
    expect(refusals).toMatchObject([{ currentPrice: 98, pendingSignal: WAITS, comment: 'N/A' }]);
  });

  it('ends the questions: who comes after the one that refused is not asked', async () => {
    const asked: string[] = [];
    const { results } = riskWorld([() => void asked.push('first'), { validate: () => void asked.push('second') }, no, () => void asked.push('never')], { script: { 2: long() } });
    await results();
    expect(asked).toEqual(['first', 'second']);
  });

  it.each<[string, () => unknown, string]>([
    ['an error', no, 'too risky'],
    ['an error, later', () => Promise.reject(new Error('later')), 'later'],
    ['a string', () => throwText('just no'), 'just no'],
    ['nothing', () => throwText(undefined), 'undefined'],
    ['nothing, later', () => Promise.reject(undefined as unknown as Error), 'undefined'],
    ['what cannot be printed', () => throwText(Object.create(null)), 'a value that cannot be shown'],
    // oxlint-disable-next-line unicorn/no-thenable -- users return such things
    ['a then that throws', () => ({ then: () => throwText('broken promise') }), 'broken promise'],
  ])('is %s that is thrown', async (_what, validate, message) => {
    const { results, refusals, story, errors } = riskWorld([validate as () => void], { script: { 2: long() } });
    expect([await results(), errors, story]).toEqual([[], [], [`validation ${message}`, 'risk 2']]);
    expect(refusals[0]?.message).toBe(message);
  });

  it('is not what a validator returns', async () => {
    const { results, refusals } = riskWorld([(() => false) as () => void, (async () => 'no') as unknown as () => Promise<void>], { script: { 2: long() } });
    expect([told(await results()), refusals]).toEqual([['time_expired 62'], []]);
  });

  it('comes of a validator that never answers, when its time is up', async () => {
    const slow = new SlowValidator();
    const { clock, results, refusals, errors } = riskWorld([slow.validate], { script: { 2: long(), 5: long() }, config: { CC_TRADE_FEE: 0, CC_SLIPPAGE: 0, CC_RISK_TIMEOUT_SECONDS: 7 } });
    const ended = results();
    const late = await slow.next();
    expect(clock.pending).toBe(1);
    await clock.pass(6999);
    expect(refusals).toEqual([]);
    await clock.pass(1);
    (await slow.next()).allow();
    late.refuse(new Error('far too late'));
    expect(told(await ended)).toEqual(['time_expired 65']);
    expect([refusals.map(({ message }) => message), clock.pending, errors]).toEqual([[`Timeout for risk ${RISK} symbol=BTCUSDT: no answer within 7 s.`], 0, []]);
  });

  it('leaves no timer behind', async () => {
    const { clock, results } = riskWorld([async () => undefined, async () => undefined, async () => no()], { script: { 2: long() } });
    await results();
    expect(clock.pending).toBe(0);
  });
});
