import { describe, expect, it, vi } from 'vitest';
import { candles, Market, minute, minuteOf } from '../test/market.ts';
import { atMost, riskWorld, until } from '../test/risk.ts';
import { long, NAMES, short, SYMBOL, told } from '../test/world.ts';
import { getAveragePrice, getCandles, getDate, getMode } from './index.ts';
import { RiskGate } from './risk-gate.ts';
import type { IRiskCheckArgs, IRiskValidationPayload, ISignalDto } from './types.ts';

const WAITS = long({ priceOpen: 98, note: '**dip**' });
/** The price comes down to 98 in minute 5. */
const dipping = (): Market => new Market(candles(-2000, 3000, { 5: [100, 100, 97, 99] }));
const no = (): never => {
  throw new Error('too risky');
};

describe('a validator sees', () => {
  it('the signal in the strategy’s own words, the price, the instant, and what is open', async () => {
    const seen: IRiskValidationPayload[] = [];
    const { results } = riskWorld([(payload) => void seen.push(payload)], { script: { 2: long({ note: '*why*', minuteEstimatedTime: 1 }), 4: { ...short(), id: 'mine', priceOpen: undefined } } });
    await results();
    expect(seen).toEqual([
      { symbol: SYMBOL, pendingSignal: long({ note: '*why*', minuteEstimatedTime: 1 }), strategyName: NAMES.strategyName, exchangeName: 'memory', currentPrice: 100, timestamp: minute(2), activePositionCount: 0, activePositions: [] },
      { symbol: SYMBOL, pendingSignal: { ...short(), id: 'mine' }, strategyName: NAMES.strategyName, exchangeName: 'memory', currentPrice: 100, timestamp: minute(4), activePositionCount: 0, activePositions: [] },
    ]);
    expect(Object.keys(seen[0]!.pendingSignal)).not.toContain('priceOpen');
  });

  it('of every open position the symbol, the row, whose it is and since when', async () => {
    const seen: IRiskValidationPayload[] = [];
    const { all } = riskWorld([(payload) => void seen.push(payload)], { script: { 2: long({ note: '**dip**' }) } });
    const [[held]] = (await all('ETHUSDT', SYMBOL)) as [[{ signal: object }], unknown];
    expect(seen[1]).toMatchObject({ symbol: SYMBOL, activePositionCount: 1 });
    expect(seen[1]!.activePositions).toEqual([{ symbol: 'ETHUSDT', signal: held.signal, strategyName: NAMES.strategyName, exchangeName: 'memory', openTimestamp: minute(2), quantity: 1 }]);
    expect(held.signal).toMatchObject({ note: 'dip', symbol: 'ETHUSDT', priceOpen: 100, pendingAt: minute(2), _isScheduled: false });
  });

  it('a waiting order twice: when it is made, at the price of then, and when its price is reached, at that price', async () => {
    const seen: IRiskValidationPayload[] = [];
    const { results } = riskWorld([(payload) => void seen.push(payload)], { market: dipping(), script: { 2: WAITS } });
    await results();
    expect(seen.map(({ pendingSignal, currentPrice, timestamp, activePositionCount }) => [pendingSignal, currentPrice, minuteOf(timestamp), activePositionCount])).toEqual([[WAITS, 100, 2, 0], [WAITS, 98, 6, 0]]);
  });

  it('an immediate signal once, and nothing of one that is malformed', async () => {
    let asked = 0;
    const { results, errors } = riskWorld([() => void asked++], { script: { 2: long({ priceTakeProfit: 90 }), 4: long() } });
    await results();
    expect([asked, errors.map(({ message }) => message.split('\n')[0])]).toEqual([1, ['Invalid signal for long position:']]);
  });

  it('its own copy: what it does to it, nobody else sees', async () => {
    const seen: unknown[] = [];
    const callbackArgs: IRiskCheckArgs[] = [];
    const vandal = (payload: IRiskValidationPayload): void => {
      seen.push(structuredClone(payload));
      payload.pendingSignal.priceTakeProfit = 1;
      payload.activePositions.length = 0;
      payload.symbol = 'X';
      Object.freeze(payload);
    };
    const { results } = riskWorld([vandal, vandal], { script: { 2: long() } }, {
      onAllowed(_symbol, args) {
        callbackArgs.push(structuredClone(args));
        args.pendingSignal.priceStopLoss = 1;
      },
    });
    expect((await results())[0]?.signal).toMatchObject({ priceTakeProfit: 110, priceStopLoss: 95, symbol: SYMBOL });
    expect(seen[1]).toEqual(seen[0]);
    expect(callbackArgs).toMatchObject([{ symbol: SYMBOL, pendingSignal: long() }]);
  });

  it('positions that it may tear apart', async () => {
    const counts: number[] = [];
    const vandal = ({ activePositions, activePositionCount }: IRiskValidationPayload): void => {
      counts.push(activePositionCount);
      for (const position of activePositions) {
        expect(position.signal).toMatchObject({ priceOpen: 100, _isScheduled: false });
        Object.assign(position.signal!, { priceOpen: 0 });
        position.symbol = 'gone';
      }
    };
    const { all, refusals } = riskWorld([vandal, vandal], { script: { 2: long() } });
    await all('A', 'B', 'C', 'D');
    expect([counts, refusals]).toEqual([[0, 0, 1, 1, 2, 2, 3, 3], []]);
  });

  it('the market of its instant through the functions of the context, and nothing after it has answered', async () => {
    let late: Promise<unknown> | undefined;
    let goOn = (): void => undefined;
    const said: unknown[] = [];
    const { results, errors, story } = riskWorld([async () => {
      said.push(minuteOf(await getDate()), await getMode(), await getAveragePrice(SYMBOL), (await getCandles(SYMBOL, '1m', 2)).map(({ timestamp }) => minuteOf(timestamp)));
      late = new Promise<void>((resolve) => (goOn = resolve)).then(() => getDate());
    }], { script: { 2: long() } });
    await results();
    goOn();
    await expect(late).rejects.toThrow('finished');
    expect([said, errors, story]).toEqual([[2, 'backtest', 100, [0, 1]], [], ['opened', 'closed']]);
  });
});

describe('callbacks of a profile', () => {
  it('hear of what was allowed, once per question', async () => {
    const allowed: unknown[] = [];
    const { results } = riskWorld([], { market: dipping(), script: { 2: WAITS } }, { onAllowed: (symbol, { timestamp }) => void allowed.push([symbol, minuteOf(timestamp)]) });
    await results();
    expect(allowed).toEqual([[SYMBOL, 2], [SYMBOL, 6]]);
  });

  it('know their context, and break nothing when they throw or reject', async () => {
    const said: unknown[] = [];
    const { results, errors } = riskWorld([({ timestamp }) => (timestamp === minute(2) ? no() : undefined)], { script: { 2: long(), 4: long() } }, {
      async onRejected() {
        said.push(minuteOf(await getDate()));
        throw new Error('onRejected');
      },
      onAllowed() {
        throw new Error('onAllowed');
      },
    });
    expect(told(await results())).toEqual(['time_expired 64']);
    expect([said, errors.map(({ message }) => message).sort()]).toEqual([[2], ['onAllowed', 'onRejected']]);
  });
});

describe('what costs nothing', () => {
  it('is a profile whose validators answer at once: no promise, no timer, the same trades', async () => {
    const judge = vi.spyOn(RiskGate.prototype, 'judge');
    const script = { 2: long({ minuteEstimatedTime: 1 }), 4: WAITS, 7: short() };
    const under = riskWorld([() => undefined, { validate: () => undefined }], { market: dipping(), script });
    const free = riskWorld([no], { market: dipping(), script, strategy: { riskName: undefined as unknown as string } });
    const [judged, unjudged] = [await under.results(), await free.results()];
    const verdicts = judge.mock.results.map(({ value }) => value as unknown);
    judge.mockRestore();
    expect([verdicts, under.clock.pending]).toEqual([Array.from({ length: verdicts.length }, () => ({ allowed: true })), 0]);
    expect(verdicts.length).toBeGreaterThan(2);
    expect(judged).toEqual(unjudged);
    const slow = riskWorld([async () => undefined], { market: dipping(), script });
    expect(await slow.results()).toEqual(unjudged);
  });

  it('is a strategy without a profile: nothing is asked or tracked', async () => {
    const { results, slots, refusals } = riskWorld([no], { script: { 2: long() }, strategy: { riskName: undefined as unknown as string } });
    expect([told(await results()), refusals, await slots()]).toEqual([['time_expired 62'], [], NaN]);
  });
});

it('a strategy under a profile that does not exist is not run', () => {
  const { run } = riskWorld([], { strategy: { riskName: 'unheard-of' } });
  expect(run).toThrow(/risk unheard-of not found source=Backtest\.run/);
});

it('a signal that the strategy changes after it has answered is judged as it was answered', async () => {
  const dto: ISignalDto = { ...WAITS };
  const seen: ISignalDto[] = [];
  const { results } = riskWorld([({ pendingSignal }) => {
    seen.push(pendingSignal);
    dto.note = 'changed';
  }, atMost(1)], { market: dipping(), script: { 2: dto } });
  await results();
  expect(seen).toEqual([WAITS, WAITS]);
});

it.each([
  ['an immediate signal', { 2: long() }, []],
  ['an activation', { 2: WAITS }, ['cancelled']],
])('a validator that stops the run over %s is the last one asked, and nothing is opened', async (_what, script, actions) => {
  let asked = 0;
  const { tw, results, most, slots } = riskWorld([async ({ timestamp }) => {
    asked++;
    if (timestamp === minute(2) && 'priceOpen' in script[2]) return;
    await tw.Backtest.stop(SYMBOL, NAMES.strategyName);
  }], { market: dipping(), script });
  expect([(await results()).map(({ action }) => action), most()]).toEqual([actions, 0]);
  const before = asked;
  expect([await slots(), before]).toEqual([0, actions.length + 1]);
});

it('a signal is judged as itself, even when the answer to an earlier ask comes too late and in between', async () => {
  const answers: ((dto: ISignalDto) => void)[] = [];
  const seen: ISignalDto[] = [];
  const { results, clock } = riskWorld([({ pendingSignal }) => void seen.push(pendingSignal)], { getSignal: (_symbol, when) => (when.getTime() < minute(2) ? new Promise((resolve) => answers.push(resolve)) : null) });
  const ended = results();
  await until(() => answers.length === 1);
  await clock.pass(180_000);
  await until(() => answers.length === 2);
  answers[1]!(long({ priceTakeProfit: 111 }));
  answers[0]!(long({ priceTakeProfit: 120 }));
  expect([told(await ended), seen]).toMatchObject([['time_expired 61'], [{ position: 'long', priceTakeProfit: 111, priceStopLoss: 95, minuteEstimatedTime: 60 }]]);
});

it('a validator that answered at once has no context afterwards', async () => {
  let goOn = (): void => undefined;
  let late: Promise<unknown> | undefined;
  const { results } = riskWorld([() => {
    late = new Promise<void>((resolve) => (goOn = resolve)).then(() => getDate());
  }], { script: { 2: long() } });
  await results();
  goOn();
  await expect(late).rejects.toThrow('finished');
});
