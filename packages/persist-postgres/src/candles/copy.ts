import { StoreError, type CancelSignal, type CandleColumns } from '@tradewright/core';
import type pg from 'pg';
import { from as copyFrom, to as copyTo } from 'pg-copy-streams';
import type { PgFault } from '../failure.ts';
import type { RowDecoder } from './row-decoder.ts';
import type { RowEncoder } from './row-encoder.ts';
import { END, HEADER } from './row-format.ts';

/** A connection that is at work for us. */
export interface Line {
  readonly client: pg.PoolClient;
  /** Called for each part that the server has done. */
  readonly alive: () => void;
}

/** Rows `[from, to)` of columns. */
export type RowRange = readonly [from: number, to: number];

const BLOCK = 4096;

const nothing = (): void => undefined;

/**
 * Reads what a COPY sends. When it is cancelled, the connection is ended, so that the server stops, too.
 *
 * @returns nothing if it was cancelled
 */
export async function copyOut({ client, alive }: Line, text: string, decoder: RowDecoder, cancel: CancelSignal | undefined): Promise<CandleColumns | undefined> {
  const stop = (): void => void client.end();
  decoder.begin();
  cancel?.addEventListener('abort', stop);
  try {
    await received(client, text, (chunk) => {
      alive();
      decoder.push(chunk);
    });
    return decoder.end();
  } catch (error) {
    if (cancel?.aborted === true) return undefined;
    throw error;
  } finally {
    cancel?.removeEventListener('abort', stop);
  }
}

/** Resolves when all has come. What `take` throws is thrown then: the connection can be used again only after the end. */
function received(client: pg.PoolClient, text: string, take: (chunk: Buffer) => void): Promise<void> {
  const stream = client.query(copyTo(text));
  let failure: unknown;
  return new Promise((resolve, reject) => {
    stream.on('error', reject);
    stream.on('data', (chunk: Buffer) => {
      if (failure !== undefined) return;
      try {
        take(chunk);
      } catch (error) {
        failure = error;
      }
    });
    stream.once('end', () => (failure === undefined ? resolve() : reject(failure as Error)));
  });
}

/** Sends rows of columns by a COPY; the server has taken them when it resolves. */
export async function copyIn({ client, alive }: Line, text: string, encoder: RowEncoder, candles: CandleColumns, ranges: readonly RowRange[]): Promise<void> {
  const stream = client.query(copyFrom(text));
  const failed = new Promise<never>((_, reject) => stream.on('error', reject));
  failed.catch(nothing);
  const until = (event: 'drain' | 'finish'): Promise<unknown> => Promise.race([failed, new Promise((resolve) => stream.once(event, resolve))]);
  try {
    stream.write(HEADER);
    for (const [from, to] of blocks(ranges)) {
      if (!stream.write(encoder.encode(candles, from, to))) await until('drain');
      alive();
    }
    const finished = until('finish');
    stream.end(Buffer.from(Int16Array.of(END).buffer));
    await finished;
  } catch (error) {
    throw (error as PgFault).code === '23505' ? strangers(error as PgFault) : error;
  }
}

function* blocks(ranges: readonly RowRange[]): Generator<RowRange> {
  for (const [from, to] of ranges) {
    for (let at = from; at < to; at += BLOCK) yield [at, Math.min(at + BLOCK, to)];
  }
}

function strangers({ detail = '' }: PgFault): StoreError {
  return new StoreError('store/corrupt', `The table candles holds a candle that no row of candle_spans covers. ${detail} This store writes both in one transaction: look who else writes there, and delete what is not covered.`);
}
