import { StoreError, type Instrument } from '@tradewright/core';
import { join } from 'node:path';
import { unlessMissing } from '../file/errno.ts';
import type { FileSystem } from '../file/file-system.ts';
import { readFile } from '../file/read-all.ts';
import { isTemporary } from '../file/write-atomically.ts';
import { decodeLine, encodeLine } from '../journal/line.ts';
import { publish } from './publish.ts';

const FILE = 'instruments.line';

interface Told {
  readonly exchange: string;
  readonly instruments: readonly Instrument[];
}

/**
 * What was kept of an exchange.
 *
 * @throws {StoreError} `store/corrupt`, `store/version`
 */
export async function readInstruments(fs: FileSystem, directory: string): Promise<readonly Instrument[]> {
  const path = join(directory, FILE);
  const bytes = await unlessMissing(readFile(fs, path));
  if (bytes === undefined) return [];
  const line = decodeLine(bytes);
  if (line.kind === 'newer') throw new StoreError('store/version', `${path} is of format ${line.format}, newer than this program. Use a newer one.`);
  if (line.kind === 'bad') throw new StoreError('store/corrupt', `${path} is damaged: its content does not match its checksum. Delete this file: instruments will be asked for again.`);
  return (JSON.parse(line.json) as Told).instruments;
}

/** Replaces what was kept of one symbol. The lock of the directory is held. */
export async function writeInstrument(fs: FileSystem, directory: string, exchange: string, kept: Instrument): Promise<void> {
  const left = (await fs.list(directory)).filter(({ name }) => isTemporary(name));
  for (const { name } of left) await unlessMissing(fs.remove(join(directory, name)));
  const others = (await readInstruments(fs, directory)).filter(({ symbol }) => symbol !== kept.symbol);
  const told: Told = { exchange, instruments: [...others, kept] };
  await publish(fs, join(directory, FILE), encodeLine(JSON.stringify(told)));
}
