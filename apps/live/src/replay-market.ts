import { Failure, instantOption, shownInstant } from '@tradewright/cli-kit';
import type { TimestampMs } from '@tradewright/core';
import { filesExchange, type FilesExchange } from '@tradewright/exchange-files';
import type { ReplayOptions } from './options.ts';
import { filesBySymbol } from './replay-files.ts';

/** Whatever exchange the strategies name: state of a replay is never that of an exchange. */
export const REPLAY_EXCHANGE = 'candle-files';

/** Half-open. */
export interface Period {
  readonly fromMs: TimestampMs;
  readonly toMs: TimestampMs;
}

/** @throws {Failure}, {InputError} for what cannot be found */
export function replayExchange({ files, skipBadRows }: ReplayOptions, symbols: readonly string[], directory: string): FilesExchange {
  return filesExchange({ exchangeName: REPLAY_EXCHANGE, candles: filesBySymbol(files, symbols, directory), skipBadRows, directory });
}

/**
 * The time to live through: what was asked for, else from the first candle of any symbol to the end of the last one.
 *
 * @throws {Failure} where there is nothing to live through
 * @throws {EngineError} where the files cannot be used
 */
export async function replayPeriod({ fromMs, toMs }: Pick<ReplayOptions, 'fromMs' | 'toMs'>, { source }: FilesExchange, symbols: readonly string[]): Promise<Period> {
  const extents = [];
  for (const symbol of symbols) extents.push(await source.extent(symbol));
  const there = { fromMs: Math.min(...extents.map((extent) => extent.fromMs)), toMs: Math.max(...extents.map((extent) => extent.toMs)) };
  const period = { fromMs: fromMs ?? there.fromMs, toMs: toMs ?? there.toMs };
  if (period.fromMs >= there.toMs || period.toMs <= there.fromMs) {
    const wanted = [fromMs === undefined ? [] : [`from ${instantOption(fromMs)}`], toMs === undefined ? [] : [`to ${instantOption(toMs)}`]].flat().join(' ');
    throw new Failure(`There are no candles ${wanted}: they run from ${shownInstant(there.fromMs)} to ${shownInstant(there.toMs)}.`);
  }
  // Behind the last candle there would be ticks without end that find nothing.
  return { fromMs: period.fromMs, toMs: Math.min(period.toMs, there.toMs) };
}
