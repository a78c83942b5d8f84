// `pnpm fake-exchange --candles <glob>`. 1: it cannot be started; 2: mistyped. Ctrl-C ends it with 0.
import { EngineError } from '@tradewright/core';
import { parseArguments, type Arguments } from './src/cli/arguments.ts';
import { fileMarkets } from './src/cli/file-markets.ts';
import { greeting } from './src/cli/greeting.ts';
import { continuedAt, spedUp } from './src/cli/timeline.ts';
import { FakeExchange } from './src/fake-exchange.ts';

async function serve({ candles, symbol, port, faults, pageLimit, live, speed, json }: Arguments, stop: AbortSignal): Promise<void> {
  if (process.stderr.isTTY && !json) process.stderr.write('Reading candles…\n');
  const read = await fileMarkets(candles, process.env['INIT_CWD'] ?? process.cwd(), symbol);
  if (stop.aborted) return;
  const clock = live ? { nowMs: spedUp(Date.now, speed), tickMs: 250 } : {};
  const markets = live ? read.map((market) => continuedAt(market, Date.now())) : read;
  const exchange = await FakeExchange.start({ markets, faults, port, ...clock, ...(pageLimit === undefined ? {} : { pageLimit }) });
  console.log(greeting(exchange, markets, json));
  if (!stop.aborted) await new Promise((resolve) => stop.addEventListener('abort', resolve));
  await exchange.close();
  if (!json) console.error(`Ended after ${exchange.count()} requests, ${faults.struck()} of them or of the streams' events with a fault.`);
}

const asked = parseArguments(process.argv.slice(2));
if ('print' in asked) {
  (asked.failed ? console.error : console.log)(asked.print);
  process.exitCode = asked.failed ? 2 : 0;
} else {
  const stop = new AbortController();
  const end = (): void => stop.abort();
  process.once('SIGINT', end).once('SIGTERM', end);
  try {
    await serve(asked, stop.signal);
  } catch (error) {
    if (!(error instanceof EngineError) && !(error instanceof Error && 'code' in error)) throw error;
    console.error(error.message);
    process.exitCode = 1;
  }
}
