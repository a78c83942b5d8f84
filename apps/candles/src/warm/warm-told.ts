import { counted, exchangeNameOf, messageOf, spanText, whole, duration, type SeriesProgress } from '@tradewright/cli-kit';
import { intervalMs, type DurationMs, type Span } from '@tradewright/core';
import { differenceText } from '../check/finding-text.ts';
import { EXIT } from '../exit-codes.ts';
import { spanJson, type Told } from '../told.ts';
import type { WarmOptions } from './options.ts';

export interface Warmed {
  readonly span: Span;
  readonly rows: readonly SeriesProgress[];
  /** What the store is called. */
  readonly title: string;
  readonly durationMs: DurationMs;
}

const AGAIN = 'What came is kept; the same command goes on from there.';

/** @param interruptedCode - the exit code of the interruption, where there was one */
export function warmTold(options: WarmOptions, { span, rows, title, durationMs }: Warmed, interruptedCode: number | null): Told {
  const added = rows.reduce((sum, row) => sum + row.added, 0);
  const differing = rows.reduce((sum, row) => sum + row.differing, 0);
  const stepMs = intervalMs(options.interval);
  const failed = rows.some(({ state }) => state === 'failed');
  const lines = [
    `${exchangeNameOf(options.exchange)} ${options.interval}, ${spanText(span)}, in ${title}`,
    ...rows.flatMap((row) => rowLines(row, stepMs)),
    `${counted(added, 'new candle')} in ${duration(durationMs)}`,
    ...(interruptedCode === null ? [] : [`Interrupted. ${AGAIN}`]),
    ...(failed && interruptedCode === null ? [AGAIN] : []),
  ];
  return {
    text: `${lines.join('\n')}\n`,
    json: {
      command: 'warm', exchange: exchangeNameOf(options.exchange), interval: options.interval, ...spanJson(span), store: title,
      symbols: rows.map((row) => rowJson(row, stepMs)), added, differing, durationMs: Math.round(durationMs), interrupted: interruptedCode !== null,
    },
    exitCode: interruptedCode ?? (failed ? EXIT.notDone : differing > 0 ? EXIT.found : EXIT.done),
  };
}

function rowLines(row: SeriesProgress, stepMs: DurationMs): readonly string[] {
  const { symbol, state, added, doneFrac, differing, differences, failure } = row;
  const absent = absentOf(row, stepMs);
  const what =
    state === 'done' ? (added === 0 ? 'nothing was missing' : `${counted(added, 'new candle')}`)
    : state === 'failed' ? `NOT DONE (${(doneFrac * 100).toFixed(0)} %, ${counted(added, 'new candle')}): ${messageOf(failure)}`
    : `stopped at ${(doneFrac * 100).toFixed(0)} %, ${counted(added, 'new candle')}`;
  const lines = [`  ${symbol.padEnd(12)} ${what}${absent === 0 ? '' : `; ${whole(absent)} more ${absent === 1 ? 'does' : 'do'} not exist there`}`];
  if (differing > 0) lines.push(`  ${' '.repeat(12)} ${whole(differing)} came otherwise than they are kept; what was kept first stands: ${differences.slice(0, 3).map(differenceText).join('; ')}`);
  return lines;
}

function rowJson(row: SeriesProgress, stepMs: DurationMs): Readonly<Record<string, unknown>> {
  const { symbol, state, added, doneFrac, differing, differences, failure } = row;
  return { symbol, state, added, doneFrac, differing, differences, failure: failure === null ? null : messageOf(failure), absent: absentOf(row, stepMs) };
}

/** Candles that were asked for and that the exchange does not have, as it says. */
function absentOf({ fetchedMs, came }: SeriesProgress, stepMs: DurationMs): number {
  return Math.max(0, Math.round(fetchedMs / stepMs) - came);
}
