import { endingOf, Interruption, openCandleStore } from '@tradewright/cli-kit';
import type { FakeExchange } from '@tradewright/fake-exchange';
import { Writable } from 'node:stream';
import { afterAll } from 'vitest';
import { candleAt, type Candle } from '@tradewright/core';
import { PROGRAM } from '../src/program.ts';
import type { Told } from '../src/told.ts';
import type { WarmOptions } from '../src/warm/options.ts';
import { warm } from '../src/warm/warm.ts';
import { FROM_MS } from './exchange.ts';

const interruption = new Interruption(PROGRAM);
afterAll(() => interruption.release());

export interface WarmedHere {
  readonly code: number;
  /** What is printed, or the sentence that it failed with. */
  readonly text: string;
  readonly json: Told['json'] | null;
  /** Remarks on standard error. */
  readonly remarks: string;
}

/** Warms inside this process: three days of `AAAUSDT` unless told otherwise. */
export async function warmHere(exchange: FakeExchange, directory: string, more: Partial<WarmOptions> = {}): Promise<WarmedHere> {
  let remarks = '';
  const terminal = new Writable({ write: (chunk, _encoding, done) => done(void (remarks += String(chunk))) }) as unknown as NodeJS.WriteStream;
  const opened = await openCandleStore({ kind: 'fs', directory: 'candles' }, { directory, env: {} });
  const options: WarmOptions = {
    command: 'warm', patience: { retries: 3, timeoutMs: 5000 }, exchange: { id: 'binance', url: exchange.url }, symbols: ['AAAUSDT'], interval: '1m', fromMs: FROM_MS, toMs: FROM_MS + 4320 * 60_000, parallel: 4, ...more,
  };
  try {
    const { exitCode: code, text, json } = await warm(options, { opened, directory, interruption, terminal, quiet: true });
    return { code, text, json, remarks };
  } catch (error) {
    const { exitCode: code, text } = endingOf(error, PROGRAM);
    return { code, text, json: null, remarks };
  } finally {
    await opened.store.close();
  }
}

/** What a directory keeps of a symbol of an exchange. */
export async function keptIn(directory: string, { url }: FakeExchange, symbol = 'AAAUSDT', count = 4320): Promise<Candle[]> {
  const { store } = await openCandleStore({ kind: 'fs', directory: 'candles' }, { directory, env: {} });
  const candles: Candle[] = [];
  const key = { exchange: `binance@${new URL(url).host}`, symbol, interval: '1m' } as const;
  for await (const page of store.candles(key, { fromMs: FROM_MS, toMs: FROM_MS + count * 60_000 })) for (let i = 0; i < page.length; i++) candles.push(candleAt(page, i));
  await store.close();
  return candles;
}
