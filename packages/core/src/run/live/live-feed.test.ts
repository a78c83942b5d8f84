import { describe, expect, it } from 'vitest';
import { FakeClock } from '../../testing/fake-clock.ts';
import { MINUTE_MS } from '../../units.ts';
import { candles, minute, Scripted, signal } from '../run.fixture.ts';
import { broadcast, Radio } from './feed.fixture.ts';
import { allWords, Exchange, hear, pass, run, ticks, words, type Heard } from './live.fixture.ts';

const market = candles(-10, 60);

/** Ten minutes of a run over a feed that tells of each candle 300 ms after its close, or over none. */
async function traded(fed: boolean, breakAt?: number): Promise<{ heard: Heard; exchange: Exchange; radio: Radio; clock: FakeClock }> {
  const clock = new FakeClock(minute(0));
  const exchange = new Exchange(clock, market);
  const radio = new Radio();
  broadcast(radio, clock, market, 300);
  const end = new AbortController();
  const heard = hear(run(clock, { candles: exchange, wants: ['idle', 'active'], strategy: new Scripted({ 2: () => signal('long', { lifetimeMinutes: 4 }) }), cancel: end.signal, ...(fed ? { feed: radio } : {}) }));
  for (let at = 0; at < 10; at++) {
    if (at === breakAt) radio.fail(new Error('cut'));
    await pass(clock, MINUTE_MS);
    if (at === breakAt) radio.trouble = null;
  }
  await pass(clock, 1000);
  end.abort();
  await heard.ended;
  return { heard, exchange, radio, clock };
}

describe('a live run over a feed', () => {
  it('tells the same as one that asks at every tick, and asks only for the past', async () => {
    const [asking, fed] = [await traded(false), await traded(true)];
    expect(ticks(fed.heard.told)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    expect(allWords(fed.heard.told)).toEqual(allWords(asking.heard.told));
    expect(words(fed.heard.told)).toEqual(['opened 2', 'time-expired 6']);
    expect(asking.exchange.asked.length).toBeGreaterThanOrEqual(10);
    expect(fed.exchange.asked).toHaveLength(1);
  });

  it('ticks when the candle is there, not when the grace is over', async () => {
    const { heard } = await traded(true);
    expect(heard.told.some(({ tick }) => tick?.late === true)).toBe(false);
  });

  it('goes on over the source when the feed is cut, and listens again', async () => {
    const [asking, cut] = [await traded(false), await traded(true, 4)];
    expect(allWords(cut.heard.told)).toEqual(allWords(asking.heard.told));
    expect(cut.radio.asked.length).toBeGreaterThan(1);
    // As long as the feed fails each look at the market is a request; then the feed is enough again.
    expect(cut.exchange.asked.length).toBeLessThan(asking.exchange.asked.length / 2);
  });

  it('leaves nobody listening and no alarm behind', async () => {
    const { radio, clock } = await traded(true);
    expect(radio.listeners).toBe(0);
    // Only what the radio itself still has to say.
    expect(clock.pending).toBe(market.filter(({ openTimeMs }) => openTimeMs + MINUTE_MS + 300 > clock.nowMs()).length);
  });
});
