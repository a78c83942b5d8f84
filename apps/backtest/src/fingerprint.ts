import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { filesOf, shownInstant } from '@tradewright/cli-kit';
import type { Period, RunRequest } from './request.ts';
import type { StoredData } from './stored-market.ts';
import { versions } from './versions.ts';

/** What a run stood on: equal fingerprints, equal results. */
export interface Fingerprint {
  /** Of everything below together. */
  readonly run: string;
  readonly strategyFile: string;
  /** Of the content of all candle files in their order, or of the candles of an exchange; null for synthetic candles. */
  readonly candles: string | null;
  readonly files: readonly string[];
  /** The candles of an exchange. */
  readonly data: StoredData | null;
}

/** Digits of the run's hash that stand in each row of trades. */
export const SHORT_HASH = 16;

/** What is known of a run besides its request. */
export interface RunTerms {
  readonly strategyName: string;
  readonly period: Period;
  readonly configuration: object;
  readonly data: StoredData | null;
}

/** Reads the candle files once, as they lie on the disk. */
export async function fingerprintOf(request: RunRequest, { strategyName, period, configuration, data }: RunTerms, cancel: AbortSignal): Promise<Fingerprint> {
  const { origin, symbol, params, directory, skipBadRows } = request;
  const strategyFile = createHash('sha256').update(await readFile(request.strategyFile)).digest('hex');
  const files = origin.kind === 'files' ? filesOf(origin.files, directory) : [];
  const candles = origin.kind === 'files' ? await contentHash(files, cancel) : (data?.contentHash ?? null);
  const run = createHash('sha256')
    .update(JSON.stringify({ strategyFile, strategyName, params, candles: candles ?? origin, exchange: data?.key.exchange, symbol, skipBadRows, from: shownInstant(period.fromMs), to: shownInstant(period.toMs), configuration, versions: versions() }))
    .digest('hex');
  return { run, strategyFile, candles, files, data };
}

async function contentHash(files: readonly string[], cancel: AbortSignal): Promise<string> {
  const all = createHash('sha256');
  for (const file of files) {
    const content = createHash('sha256');
    for await (const chunk of createReadStream(file, { signal: cancel, highWaterMark: 1 << 20 })) content.update(chunk as Buffer);
    all.update(`${basename(file)} ${content.digest('hex')}\n`);
  }
  return all.digest('hex');
}
