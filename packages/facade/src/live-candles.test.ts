import { describe, expect, it } from 'vitest';
import { liveWorld } from '../test/live-world.ts';
import { candle, candles, Market, minute, minuteOf } from '../test/market.ts';
import { long, told } from '../test/world.ts';
import { getCandles } from './index.ts';

const PATIENT = { CC_GET_CANDLES_RETRY_COUNT: 2, CC_GET_CANDLES_RETRY_DELAY_MS: 1 };

describe('the candles of a live run', () => {
  it('are asked for once: at each tick only what is new', async () => {
    const { market, results } = liveWorld({ to: 3 });
    await results();
    const asked = market.requests.map(({ since, limit }) => [minuteOf(since), limit]);
    expect(asked.slice(-2)).toEqual([[0, 1], [1, 1]]);
    expect(asked.slice(0, -2).map(([since, limit]) => since! + limit!).at(-1)).toBe(0);
  });

  it('that an exchange delivers beyond the question, or while they form, are not seen', async () => {
    const seen: number[] = [];
    const market = new Market(candles(-2000, 3000), { answer: ({ since }, honest) => [...honest, candle(minuteOf(since) + 2000, [500, 500, 500, 500])] });
    const { results, errors } = liveWorld({ market, to: 3, getSignal: (_symbol, _when, { series }) => {
      seen.push(minuteOf(series('1m', 1).openTimeMs(0)));
      return null;
    } });
    await results();
    expect([seen, errors]).toEqual([[-1, 0, 1], []]);
  });

  it('of another interval or symbol are asked for until they are there, each once', async () => {
    const seen: number[][] = [];
    const market = new Market(candles(-2000, 3000));
    const { results } = liveWorld({ market, from: 9, to: 12, getSignal: async () => {
      seen.push([(await getCandles('OTHER', '5m', 2)).length, minuteOf((await getCandles('OTHER', '5m', 2)).at(-1)!.timestamp)]);
      return null;
    } });
    await results();
    expect(seen).toEqual([[2, 0], [2, 5], [2, 5]]);
    const others = market.requests.filter(({ symbol }) => symbol === 'OTHER').map(({ since, limit }) => [minuteOf(since), limit]);
    expect(others).toEqual([[-5, 2], [5, 1]]);
  });

  it('of another symbol that come late are there at the next question', async () => {
    const seen: number[] = [];
    let hidden = true;
    const market = new Market(candles(-2000, 3000), { answer: ({ symbol }, honest) => (symbol === 'OTHER' && hidden ? honest.filter(({ timestamp }) => timestamp < minute(1)) : honest) });
    const { results } = liveWorld({ market, from: 2, to: 4, getSignal: async () => {
      seen.push((await getCandles('OTHER', '1m', 3)).length);
      hidden = false;
      seen.push((await getCandles('OTHER', '1m', 3)).length);
      return null;
    } });
    await results();
    expect(seen).toEqual([2, 3, 3, 3]);
  });
});

describe('a candle that comes late', () => {
  it('is waited for as long as the grace lasts; then the tick goes on and says so', async () => {
    // The candle of minute 2 comes with the one after it.
    const market = new Market(candles(-2000, 3000), { answer: ({ since, limit }, honest) => (minuteOf(since) + limit === 3 ? honest.filter(({ timestamp }) => timestamp < minute(2)) : honest) });
    const { results, status } = liveWorld({ market, from: 1, to: 6 });
    const late = (await results()).map(({ late: is }) => is ?? false);
    expect(late).toEqual([false, false, true, false, false]);
    expect(status.filter(({ kind }) => kind === 'ticked').map((event) => event.kind === 'ticked' && event.late)).toEqual(late);
  });

  it('is judged when it is there, with its own time', async () => {
    const market = new Market(candles(-2000, 3000, { 3: [100, 111, 100, 100] }), { answer: ({ since, limit }, honest) => (minuteOf(since) + limit === 4 ? honest.filter(({ timestamp }) => timestamp < minute(3)) : honest) });
    const { results } = liveWorld({ market, script: { 2: long() }, to: 6 });
    expect(told(await results())).toEqual(['idle', 'idle', 'opened', 'active', 'take_profit 3', 'idle']);
  });
});

describe('a broken candle', () => {
  const broken = (n: number): Market => new Market(candles(-2000, 3000), { answer: (_request, honest) => honest.map((one) => (minuteOf(one.timestamp) === n ? { ...one, low: one.high + 1 } : one)) });

  it('is asked for again, then left out and told of once; the run goes on', async () => {
    const { results, errors, market } = liveWorld({ market: broken(2), config: PATIENT, to: 6 });
    expect(told(await results())).toEqual(Array.from({ length: 6 }, () => 'idle'));
    expect(errors.map((error) => Reflect.get(error, 'code') as string)).toEqual(['candle/invalid']);
    // Once more by the run, which then goes on past it: a tick does not wait for what stays broken.
    expect(market.requests.filter(({ since, limit }) => minuteOf(since) === 2 && limit === 1).length).toBe(2);
  });

  it('is a gap once the next one is there', async () => {
    const { results, status } = liveWorld({ market: broken(2), config: PATIENT, to: 6 });
    await results();
    expect(status.flatMap((event) => (event.kind === 'gap' ? [[minuteOf(event.gap.fromMs), minuteOf(event.gap.toMs), minuteOf(event.timestamp)]] : []))).toEqual([[2, 3, 4]]);
  });

  it('in what the strategy asks for is asked for again, then left out and told of once', async () => {
    const seen: number[] = [];
    const market = new Market(candles(-2000, 3000), { answer: ({ symbol }, honest) => honest.map((one) => (symbol === 'OTHER' && minuteOf(one.timestamp) === -2 ? { ...one, low: one.high + 1 } : one)) });
    const { results, errors } = liveWorld({ market, config: { ...PATIENT, CC_CANDLE_PREFETCH: false }, to: 2, getSignal: async () => {
      seen.push((await getCandles('OTHER', '1m', 5)).length, (await getCandles('OTHER', '1m', 9)).length);
      return null;
    } });
    await results();
    expect([seen, errors.map((error) => Reflect.get(error, 'code') as string)]).toEqual([[4, 8, 4, 8], ['candle/invalid']]);
    expect(market.requests.filter(({ symbol, since, limit }) => symbol === 'OTHER' && minuteOf(since) === -5 && limit === 5).length).toBe(2);
  });

  it('is told from a sound one by those before it: a price a thousandth of the usual ends no position', async () => {
    const market = new Market(candles(-2000, 3000), { answer: (_request, honest) => honest.map((one) => (minuteOf(one.timestamp) === 4 ? { ...one, open: 0.01, low: 0.01, high: 0.01, close: 0.01 } : one)) });
    const { results, errors } = liveWorld({ market, script: { 2: long() }, config: PATIENT, to: 8 });
    expect(told(await results())).not.toContain('stop_loss 4');
    expect(errors.map(({ message }) => message)).toEqual([expect.stringContaining('anomalously far below')]);
  });
});

describe('an exchange that fails', () => {
  it('makes the tick fail, and the next tick comes', async () => {
    const market = new Market(candles(-2000, 3000), { answer: ({ since, limit }, honest) => {
      if (minuteOf(since) + limit === 3) throw new Error('down');
      return honest;
    } });
    const { results, errors, status } = liveWorld({ market, script: { 2: long() }, config: PATIENT, to: 6 });
    expect(told(await results())).toEqual(['idle', 'idle', 'opened', 'active', 'active', 'active']);
    expect(errors).toMatchObject([{ code: 'exchange/candles', message: expect.stringContaining('down') as string }]);
    expect(status.flatMap(({ kind, timestamp }) => (kind === 'failed' ? [minuteOf(timestamp)] : []))).toEqual([3]);
  });

  it('fails a question of the strategy’s own: it decides nothing on candles it has not seen', async () => {
    const market = new Market(candles(-2000, 3000), { answer: ({ symbol }, honest) => {
      if (symbol === 'OTHER') throw new Error('down');
      return honest;
    } });
    const { results, errors } = liveWorld({ market, config: PATIENT, to: 1, getSignal: async () => {
      await getCandles('OTHER', '1m', 5);
      return long();
    } });
    expect(told(await results())).toEqual(['idle']);
    expect(errors).toMatchObject([{ code: 'strategy/threw', message: expect.stringContaining('down') as string }]);
  });
});
