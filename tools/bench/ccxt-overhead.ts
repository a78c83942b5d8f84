import { ccxtExchange } from '@tradewright/exchange-ccxt';
import ccxt from 'ccxt';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { inTurn } from './measure.ts';
import { lineOf, type BenchResult } from './result.ts';

const COUNT = 100_000;
const PAGE = 1000;
const MINUTE_MS = 60_000;
const FROM_MS = Date.UTC(2023, 0, 1);
const ROUNDS = { warmUp: 3, counted: 11 };

/** The exchange, in a process of its own, so that its work is not counted on either side. */
const SERVER = `
  import { randomCandles } from '@tradewright/core/testing';
  import { FakeExchange } from '@tradewright/fake-exchange';
  const candles = randomCandles({ seed: 1, count: ${COUNT}, fromMs: ${FROM_MS} });
  const exchange = await FakeExchange.start({ markets: [{ symbol: 'BTCUSDT', candles }], keepRequests: 100 });
  process.send(exchange.url);
  process.once('disconnect', () => process.exit());
`;

interface Read {
  rows: number;
  sum: number;
}

async function bare(client: InstanceType<typeof ccxt.binance>, read: Read): Promise<void> {
  Object.assign(read, { rows: 0, sum: 0 });
  for (let sinceMs = FROM_MS; sinceMs < FROM_MS + COUNT * MINUTE_MS;) {
    const candles = await client.fetchOHLCV('BTC/USDT', '1m', sinceMs, PAGE);
    for (const candle of candles) read.sum += candle[4]!;
    read.rows += candles.length;
    sinceMs = candles.at(-1)![0]! + MINUTE_MS;
  }
}

async function ours({ market: { source } }: ReturnType<typeof ccxtExchange>, read: Read): Promise<void> {
  Object.assign(read, { rows: 0, sum: 0 });
  for await (const { length, close } of source.candles({ symbol: 'BTC/USDT', interval: '1m', fromMs: FROM_MS, toMs: FROM_MS + COUNT * MINUTE_MS })) {
    for (let i = 0; i < length; i++) read.sum += close[i]!;
    read.rows += length;
  }
}

/** Paging through candles of a fake exchange against a bare loop over the same pages with the same class of ccxt. */
export async function ccxtOverhead(): Promise<BenchResult> {
  const server = spawn(process.execPath, ['--conditions=@tradewright/source', '--input-type=module', '--eval', SERVER], { cwd: fileURLToPath(new URL('.', import.meta.url)), stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  try {
    const [baseUrl] = (await once(server, 'message')) as [string];
    const exchange = ccxtExchange('binance', { baseUrl, type: 'spot', maxCandlesPerRequest: PAGE, ccxtOptions: { enableRateLimit: false } });
    const client = new ccxt.binance({ enableRateLimit: false, options: { fetchMarkets: { types: ['spot'] } } });
    client.urls.api = { ...(client.urls.api as Record<string, string>), public: `${baseUrl}/api/v3` };
    await client.loadMarkets();
    const [mine, theirs] = [{ rows: 0, sum: 0 }, { rows: 0, sum: 0 }];
    const [value, reference] = await inTurn(() => ours(exchange, mine), () => bare(client, theirs), ROUNDS);
    await exchange.close();
    if (mine.rows !== COUNT || mine.rows !== theirs.rows || mine.sum !== theirs.sum) throw new Error(`ccxt-overhead: the sides differ: ${mine.rows} rows against ${theirs.rows}, sum ${mine.sum} against ${theirs.sum}`);
    return lineOf(value, reference, 1.15, `a loop of bare ccxt.fetchOHLCV over the same ${COUNT / PAGE} pages of ${PAGE} candles, throttle off in both; the fake exchange is a process of its own`);
  } finally {
    server.disconnect();
  }
}
