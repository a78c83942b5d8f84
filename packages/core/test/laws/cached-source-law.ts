import { candleAt, type Candle, type CandleRange } from '@tradewright/core';
import { CachedSource } from '@tradewright/core/run';
import { cancelByHand, MemoryCandleDisk, MemoryCandleStore, randomCandles, seededRandom, type Random } from '@tradewright/core/testing';
import { FlakyExchange, HastyClock, SOUND } from './flaky-exchange.ts';
import type { Law } from './law.ts';

const MINUTE_MS = 60_000;
const BEGAN_MS = Date.UTC(2024, 0, 1);
const SETTLE_MS = 120_000;

interface World {
  readonly random: Random;
  readonly candles: readonly Candle[];
  readonly clock: HastyClock;
  readonly disk: MemoryCandleDisk;
  readonly exchange: FlakyExchange;
  readonly batchCandles: number;
}

/** What is wrong with an answer. */
type Complaint = string | null;

function worldOf(seed: number): World {
  const random = seededRandom(seed);
  const candles = randomCandles({ seed, count: 100 + Math.floor(random() * 900), fromMs: BEGAN_MS, gapChance: random() * 0.1 });
  const clock = new HastyClock(candles[Math.floor(random() * candles.length)]!.openTimeMs);
  const disk = new MemoryCandleDisk();
  const often = random() * 0.1;
  const moods = { failChance: often, breakChance: random() < 0.5 ? 0 : 0.01, killChance: often / 4, lateChance: random() < 0.5 ? 0 : 0.05, strangerChance: random() < 0.5 ? 0 : 0.1 };
  const exchange = new FlakyExchange(candles, moods, { random, clock, disk, pageSize: 1 + Math.floor(random() * 150) });
  return { random, candles, clock, disk, exchange, batchCandles: 1 + Math.floor(random() * 300) };
}

function rangeOf({ random, candles }: World): CandleRange {
  const slots = (candles.at(-1)!.openTimeMs - BEGAN_MS) / MINUTE_MS;
  const from = Math.floor(random() * (slots + 100)) - 50;
  const length = Math.floor(random() * random() * slots * 1.2);
  return { symbol: 'X', interval: '1m', fromMs: BEGAN_MS + from * MINUTE_MS, toMs: BEGAN_MS + (from + length) * MINUTE_MS + Math.floor(random() * 2) };
}

async function read(source: CachedSource, range: CandleRange): Promise<Candle[]> {
  const seen: Candle[] = [];
  for await (const page of source.candles(range)) for (let row = 0; row < page.length; row++) seen.push(candleAt(page, row));
  return seen;
}

/** One process: several questions at once, until all are answered or it is killed. */
async function live(world: World): Promise<Complaint> {
  const { random, clock, disk, exchange, batchCandles, candles } = world;
  const store = new MemoryCandleStore(disk);
  const cached = new CachedSource({ source: exchange, store, exchange: 'x', clock, batchCandles, settleMs: SETTLE_MS });
  const killed = new Promise<void>((resolve) => (exchange.onKill = resolve));
  const truth = new Map(candles.map((candle) => [candle.openTimeMs, JSON.stringify(candle)]));
  const complaints: string[] = [];
  const questions = Array.from({ length: 1 + Math.floor(random() * 5) }, async () => {
    const cancel = cancelByHand();
    if (random() < 0.2) clock.after(random() * 1000, () => cancel.fire());
    const seen = await read(cached, { ...rangeOf(world), ...(random() < 0.5 ? { cancel } : {}) }).catch(() => []);
    const wrong = seen.find((candle, i) => truth.get(candle.openTimeMs) !== JSON.stringify(candle) || candle.openTimeMs <= (seen[i - 1]?.openTimeMs ?? 0) || candle.openTimeMs + MINUTE_MS > clock.nowMs());
    if (wrong !== undefined) complaints.push(`an answer holds ${JSON.stringify(wrong)}`);
  });
  await Promise.race([Promise.all(questions), killed]);
  await store.close();
  return complaints[0] ?? null;
}

/** Where the exchange is well again all is read as it stands there, and nothing was ever asked for twice. */
async function judge({ candles, clock, disk, exchange }: World, late: boolean): Promise<Complaint> {
  exchange.moods = SOUND;
  await clock.pass(candles.at(-1)!.openTimeMs - BEGAN_MS + 10 * SETTLE_MS);
  const cached = new CachedSource({ source: exchange, store: new MemoryCandleStore(disk), exchange: 'x', clock, settleMs: SETTLE_MS });
  const all = { symbol: 'X', interval: '1m', fromMs: BEGAN_MS - 100 * MINUTE_MS, toMs: clock.nowMs() - 2 * SETTLE_MS } as const;
  await read(cached, all);
  if (exchange.askedAgain.length > 0) return `asked again for ${JSON.stringify(exchange.askedAgain[0])}`;
  if (late) {
    // What came after its successor is a hole until somebody asks again.
    exchange.mayAskAgain = true;
    const { differing } = await cached.repair(all);
    if (differing > 0) return `${differing} candles differ`;
  }
  const seen = await read(cached, all);
  if ((await cached.missing(all)).length > 0) return 'something is still missing';
  return JSON.stringify(seen) === JSON.stringify(candles) ? null : `${seen.length} candles are read, ${candles.length} exist`;
}

/** Over an exchange that fails, garbles and hangs, and processes that are killed, every candle is kept as it is and asked for until it came, never again. */
export const cachedSourceLaw: Law = async (seed) => {
  const world = worldOf(seed);
  const late = world.exchange.moods.lateChance > 0;
  for (let life = Math.floor(world.random() * 8); life > 0; life--) {
    const complaint = await live(world);
    if (complaint !== null) return complaint;
    await world.clock.pass(world.random() * world.random() * 200 * MINUTE_MS);
  }
  return judge(world, late);
};
