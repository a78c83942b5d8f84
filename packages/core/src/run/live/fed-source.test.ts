import { describe, expect, it } from 'vitest';
import { candleAt, columnsOf } from '../../market/columns.ts';
import type { CandleRange } from '../../ports/candle-source.ts';
import { FakeClock } from '../../testing/fake-clock.ts';
import { MINUTE_MS } from '../../units.ts';
import { candles, minute, minutesOf } from '../run.fixture.ts';
import { Radio } from './feed.fixture.ts';
import { FedSource } from './fed-source.ts';
import { Interrupt } from './interrupt.ts';
import { Exchange, pass, settle } from './live.fixture.ts';

const GRACE_MS = 5_000;
const market = candles(-10, 60);
const candleOf = (at: number): (typeof market)[number] => market.find(({ openTimeMs }) => openTimeMs === minute(at))!;

/** A market at minute 0, of which the source knows what has closed and the radio what it is told. */
function opened(lateMs: Readonly<Record<number, number>> = {}): { clock: FakeClock; exchange: Exchange; radio: Radio; source: FedSource; ask(from: number, to: number, over?: Partial<CandleRange>): Promise<number[]> } {
  const clock = new FakeClock(minute(0));
  const exchange = new Exchange(clock, market, lateMs);
  const radio = new Radio();
  const source = new FedSource({ source: exchange, feed: radio, symbol: 'BTC/USDT', interval: '1m', clock, graceMs: GRACE_MS });
  const ask = async (from: number, to: number, over: Partial<CandleRange> = {}): Promise<number[]> => {
    const minutes: number[] = [];
    for await (const page of source.candles({ symbol: 'BTC/USDT', interval: '1m', fromMs: minute(from), toMs: minute(to), ...over })) for (let i = 0; i < page.length; i++) minutes.push(minutesOf(candleAt(page, i).openTimeMs));
    return minutes;
  };
  return { clock, exchange, radio, source, ask };
}

/** One that has been asked for the past, and listens. */
async function listening(lateMs?: Readonly<Record<number, number>>): Promise<ReturnType<typeof opened>> {
  const made = opened(lateMs);
  expect(await made.ask(-3, 0)).toEqual([-3, -2, -1]);
  return made;
}

describe('candles of a live run that has a feed', () => {
  it('come from the source as far as they are past, and the feed is listened to from there on', async () => {
    const { exchange, radio } = await listening();
    expect(exchange.asked).toHaveLength(1);
    expect(radio.asked).toMatchObject([{ symbol: 'BTC/USDT', interval: '1m', fromMs: minute(0) }]);
  });

  it('come from the feed from then on, without a request', async () => {
    const { clock, exchange, radio, ask } = await listening();
    for (const at of [1, 2, 3]) {
      await pass(clock, MINUTE_MS);
      radio.say(candleOf(at - 1));
      await settle();
      expect(await ask(at - 1, at)).toEqual([at - 1]);
    }
    expect(exchange.asked).toHaveLength(1);
  });

  it('are waited for within the grace, and then asked for at the source', async () => {
    const { clock, exchange, radio, ask } = await listening();
    await pass(clock, MINUTE_MS);
    const first = ask(0, 1);
    await pass(clock, 700);
    radio.say(candleOf(0));
    expect(await first).toEqual([0]);
    await pass(clock, MINUTE_MS - 700);
    let answer: number[] | undefined;
    void ask(1, 2).then((minutes) => (answer = minutes));
    await pass(clock, GRACE_MS - 100);
    expect([answer, exchange.asked.length]).toEqual([undefined, 1]);
    await pass(clock, 100);
    expect([answer, exchange.asked.length]).toEqual([[1], 2]);
    expect(clock.pending).toBe(0);
  });

  it('that came late are given with the next question', async () => {
    const { clock, exchange, radio, ask } = await listening({ 0: 20_000 });
    await pass(clock, MINUTE_MS + GRACE_MS);
    expect(await ask(0, 1)).toEqual([]);
    radio.say(candleOf(0));
    await pass(clock, MINUTE_MS - GRACE_MS);
    radio.say(candleOf(1));
    await settle();
    expect(await ask(0, 2)).toEqual([0, 1]);
    expect(exchange.asked).toHaveLength(2);
  });

  it('are asked for again at the source when somebody doubts what was given', async () => {
    const { clock, exchange, radio, ask } = await listening();
    await pass(clock, MINUTE_MS);
    radio.say(candleOf(0));
    await settle();
    expect(await ask(0, 1)).toEqual([0]);
    expect(await ask(0, 1)).toEqual([0]);
    expect(exchange.asked).toHaveLength(2);
    await pass(clock, MINUTE_MS);
    radio.say(candleOf(1));
    await settle();
    expect(await ask(1, 2)).toEqual([1]);
    expect(exchange.asked).toHaveLength(2);
  });

  it('come from the source where the feed has failed, and the feed is tried again from there', async () => {
    const { clock, exchange, radio, ask } = await listening();
    await pass(clock, MINUTE_MS);
    radio.fail(new Error('cut'));
    await settle();
    expect(await ask(0, 1)).toEqual([0]);
    expect(exchange.asked).toHaveLength(2);
    radio.trouble = null;
    await pass(clock, MINUTE_MS);
    expect(await ask(1, 2)).toEqual([1]);
    await pass(clock, MINUTE_MS);
    radio.say(candleOf(1), candleOf(2));
    await settle();
    expect(await ask(2, 3)).toEqual([2]);
    expect(exchange.asked).toHaveLength(3);
  });

  it('come from the source as long as the feed stands but says nothing, or says everything a minute late', async () => {
    const { clock, exchange, radio, ask } = await listening();
    for (const at of [1, 2, 3]) {
      await pass(clock, at === 1 ? MINUTE_MS + GRACE_MS : MINUTE_MS);
      expect(await ask(at - 1, at)).toEqual([at - 1]);
      if (at > 1) radio.say(candleOf(at - 2));
    }
    expect([exchange.asked.length, radio.asked.length]).toEqual([4, 1]);
    await pass(clock, MINUTE_MS);
    radio.say(candleOf(2), candleOf(3));
    await settle();
    expect(await ask(3, 4)).toEqual([3]);
    expect(exchange.asked).toHaveLength(4);
  });

  it('are not waited for any more when the run is cancelled', async () => {
    const { clock, radio, ask, source } = await listening();
    await pass(clock, MINUTE_MS);
    const cancel = new Interrupt();
    const waiting = ask(0, 1, { cancel });
    await settle();
    cancel.abort();
    expect(await waiting).toEqual([]);
    source.close();
    await settle();
    expect(radio.listeners).toBe(0);
    expect(clock.pending).toBe(0);
  });

  it('of another series are the source’s business', async () => {
    const { exchange, ask } = await listening();
    await ask(-3, 0, { interval: '3m' });
    await ask(-3, 0, { symbol: 'ETH/USDT' });
    expect(exchange.asked).toHaveLength(3);
  });

  it('are given once though the feed says them twice', async () => {
    const { clock, exchange, radio, ask } = await listening();
    await pass(clock, 3 * MINUTE_MS);
    radio.say(candleOf(0), candleOf(0), candleOf(1), candleOf(2), candleOf(1));
    await settle();
    expect(await ask(0, 3)).toEqual([0, 1, 2]);
    await pass(clock, MINUTE_MS);
    radio.say(candleOf(1), candleOf(3));
    await settle();
    expect(await ask(3, 4)).toEqual([3]);
    expect(exchange.asked).toHaveLength(1);
  });

  it('come from the source where the feed says them in disorder, and the feed is listened to anew', async () => {
    const { clock, exchange, radio, ask } = await listening();
    await pass(clock, 3 * MINUTE_MS);
    radio.say(candleOf(0), candleOf(2), candleOf(1));
    await settle();
    expect(radio.listeners).toBe(0);
    expect(await ask(0, 3)).toEqual([0, 1, 2]);
    await pass(clock, MINUTE_MS);
    radio.say(candleOf(3));
    await settle();
    expect(await ask(3, 4)).toEqual([3]);
    expect(exchange.asked).toHaveLength(2);
  });

  it.each([['that goes on', true], ['that says nothing more', false]])('are not lost behind one of the far future, said by a feed %s', async (_what, goesOn) => {
    const { clock, radio, ask } = await listening();
    radio.say({ ...candleOf(0), openTimeMs: minute(1_000_000) });
    const got: number[] = [];
    for (let at = 0; at < 6; at++) {
      await pass(clock, MINUTE_MS);
      if (goesOn) radio.say(candleOf(at));
      await settle();
      got.push(...(await ask(got.length, at + 1)));
    }
    expect(got).toEqual([0, 1, 2, 3, 4, 5]);
  });

  it('come from the feed also where the source gives more than it is asked for', async () => {
    const { clock, exchange, radio, ask } = opened();
    const more = { ...candleOf(0), openTimeMs: minute(0) };
    exchange.candles = async function* () {
      exchange.asked.push({} as CandleRange);
      yield columnsOf([candleOf(-1), more, { ...more, openTimeMs: Number.NaN }]);
    };
    await ask(-1, 0);
    expect(radio.asked).toMatchObject([{ fromMs: minute(0) }]);
    await pass(clock, MINUTE_MS);
    radio.say(candleOf(0));
    await settle();
    expect(await ask(0, 1)).toEqual([0]);
    expect(exchange.asked).toHaveLength(1);
  });
});
