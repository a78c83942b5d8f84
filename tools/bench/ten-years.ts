import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { BenchResult } from './result.ts';

const MOST_MB = 200;
const MOST_GROWTH_MB = 20;

/** Peak memory of a process that streams so many years, in MB. */
async function peakMb(years: number): Promise<{ readonly mb: number; readonly candles: number; readonly trades: number }> {
  const child = fork(fileURLToPath(new URL('stream-years.ts', import.meta.url)), [String(years)], { execArgv: ['--conditions=@tradewright/source'] });
  const [message] = (await once(child, 'message')) as [{ mb: number; candles: number; trades: number }];
  child.disconnect();
  return message;
}

/** Ten years streamed from a generator: memory must not grow with time. Three runs each, the worst counts. */
export async function tenYears(): Promise<BenchResult> {
  let one = await peakMb(1);
  let ten = await peakMb(10);
  for (let i = 0; i < 2; i++) {
    const [nextOne, nextTen] = [await peakMb(1), await peakMb(10)];
    if (nextOne.mb < one.mb) one = nextOne;
    if (nextTen.mb > ten.mb) ten = nextTen;
  }
  const yardstick = Math.min(MOST_MB, one.mb + MOST_GROWTH_MB);
  const ratio = ten.mb / yardstick;
  return { value: ten.mb, yardstick, unit: 'MB', ratio, target: 1, holds: ratio <= 1, note: `peak RSS of ${ten.candles} candles and ${ten.trades} trades; one year ${one.mb.toFixed(0)} MB` };
}
