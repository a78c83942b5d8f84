import { InputError, intervalMs, type TimestampMs } from '@tradewright/core';
import { textOf } from './text-of.ts';
import type { IFrameSchema } from './types.ts';

/** How many frames lie in the half-open range. */
export function frameCount({ startDate, endDate, interval }: IFrameSchema): number {
  return Math.ceil((endDate.getTime() - startDate.getTime()) / intervalMs(interval));
}

/**
 * The frames that a schema generates itself; `undefined` where it leaves that to its interval.
 *
 * @throws {InputError} `frame/timeframe` for what are no dates; the engine judges their order and range
 */
export function ownFrames(frame: IFrameSchema, symbol: string): TimestampMs[] | undefined {
  const { frameName, startDate, endDate, interval } = frame;
  if (frame.getTimeframe === undefined) return undefined;
  const generated: unknown = frame.getTimeframe(symbol, new Date(startDate), new Date(endDate), interval);
  if (typeof generated !== 'object' || generated === null || !(Symbol.iterator in generated)) {
    throw new InputError('frame/timeframe', `frame ${frameName}: getTimeframe must return an array or another iterable of dates, got ${textOf(generated)}.`);
  }
  return Array.from(generated as Iterable<unknown>, (date) => {
    if (date instanceof Date) return date.getTime();
    throw new InputError('frame/timeframe', `frame ${frameName}: getTimeframe gave ${textOf(date)} as a date.`);
  });
}

/** Hands the frames to the callback. A year of them is half a million dates, so they are made only for somebody who asked. */
export function tellTimeframe({ startDate, endDate, interval, callbacks }: IFrameSchema, frames: readonly TimestampMs[] | undefined, callBack: (hook: () => unknown) => void): void {
  if (callbacks?.onTimeframe === undefined) return;
  const timeframe = frames?.map((atMs) => new Date(atMs)) ?? everyFrame(startDate.getTime(), endDate.getTime(), intervalMs(interval));
  callBack(() => callbacks.onTimeframe?.(timeframe, new Date(startDate), new Date(endDate), interval));
}

function everyFrame(fromMs: TimestampMs, toMs: TimestampMs, stepMs: number): Date[] {
  const timeframe: Date[] = [];
  for (let atMs = fromMs; atMs < toMs; atMs += stepMs) timeframe.push(new Date(atMs));
  return timeframe;
}
