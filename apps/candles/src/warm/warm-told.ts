import { counted, exchangeNameOf, messageOf, spanText, whole, duration, type SeriesProgress } from '@tradewright/cli-kit';
import type { DurationMs, Span } from '@tradewright/core';
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
  const failed = rows.some(({ state }) => state === 'failed');
  const lines = [
    `${exchangeNameOf(options.exchange)} ${options.interval}, ${spanText(span)}, in ${title}`,
    ...rows.flatMap(rowLines),
    `${counted(added, 'new candle')} in ${duration(durationMs)}`,
    ...(interruptedCode === null ? [] : [`Interrupted. ${AGAIN}`]),
    ...(failed && interruptedCode === null ? [AGAIN] : []),
  ];
  return {
    text: `${lines.join('\n')}\n`,
    json: {
      command: 'warm', exchange: exchangeNameOf(options.exchange), interval: options.interval, ...spanJson(span), store: title,
      symbols: rows.map(rowJson), added, differing, durationMs: Math.round(durationMs), interrupted: interruptedCode !== null,
    },
    exitCode: interruptedCode ?? (failed ? EXIT.notDone : differing > 0 ? EXIT.found : EXIT.done),
  };
}

function rowLines({ symbol, state, added, doneFrac, differing, differences, failure }: SeriesProgress): readonly string[] {
  const what =
    state === 'done' ? (added === 0 ? 'nothing was missing' : `${counted(added, 'new candle')}`)
    : state === 'failed' ? `NOT DONE (${(doneFrac * 100).toFixed(0)} %, ${counted(added, 'new candle')}): ${messageOf(failure)}`
    : `stopped at ${(doneFrac * 100).toFixed(0)} %, ${counted(added, 'new candle')}`;
  const lines = [`  ${symbol.padEnd(12)} ${what}`];
  if (differing > 0) lines.push(`  ${' '.repeat(12)} ${whole(differing)} came otherwise than they are kept; what was kept first stands: ${differences.slice(0, 3).map(differenceText).join('; ')}`);
  return lines;
}

function rowJson({ symbol, state, added, doneFrac, differing, differences, failure }: SeriesProgress): Readonly<Record<string, unknown>> {
  return { symbol, state, added, doneFrac, differing, differences, failure: failure === null ? null : messageOf(failure) };
}
