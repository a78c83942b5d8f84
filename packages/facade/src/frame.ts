import { intervalMs } from '@tradewright/core';
import type { IFrameSchema } from './types.ts';

/** How many frames lie in the half-open range. */
export function frameCount({ startDate, endDate, interval }: IFrameSchema): number {
  return Math.ceil((endDate.getTime() - startDate.getTime()) / intervalMs(interval));
}

/** Hands the frames to the callback. A year of them is half a million dates, so they are made only for somebody who asked. */
export function tellTimeframe({ startDate, endDate, interval, callbacks }: IFrameSchema, report: (error: unknown) => void): void {
  if (callbacks?.onTimeframe === undefined) return;
  const stepMs = intervalMs(interval);
  const timeframe: Date[] = [];
  for (let atMs = startDate.getTime(); atMs < endDate.getTime(); atMs += stepMs) timeframe.push(new Date(atMs));
  try {
    const answer: unknown = callbacks.onTimeframe(timeframe, new Date(startDate), new Date(endDate), interval);
    if (answer instanceof Promise) answer.catch(report);
  } catch (error) {
    report(error);
  }
}
