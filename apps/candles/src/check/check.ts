import { exchangeNameOf, Failure, messageOf, ProgressLine, seriesText, spanWithin, surveyOf, type Survey } from '@tradewright/cli-kit';
import { EngineError, StoreError, type SeriesKey, type Span } from '@tradewright/core';
import type { Workplace } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import { spanJson, type Told } from '../told.ts';
import { Asking, type Asked } from './ask-again.ts';
import type { CheckOptions } from './options.ts';
import { findingText } from './finding-text.ts';

/** What was found of one series. */
export interface Finding {
  readonly key: SeriesKey;
  readonly survey: Survey | null;
  readonly contentHash: string | null;
  /** What cannot be read, in words that name the file. */
  readonly damage: string | null;
  /** What came of asking the exchange again. */
  readonly asked: Asked | null;
}

/** Reads everything that is kept through, and asks again where that is wanted. Goes on with the next series whatever is wrong with one. */
export async function check(options: CheckOptions, place: Workplace): Promise<Told> {
  const { opened: { store, title }, interruption, terminal, quiet } = place;
  const keys = (await store.series()).filter((key) => isMeant(key, options));
  if (keys.length === 0) throw new Failure(`Nothing of the kind is kept in ${title}.`);
  let doing = '';
  const progress = new ProgressLine(terminal, !quiet, () => doing);
  const asking = new Asking(options, place);
  const findings: Finding[] = [];
  try {
    for (const [i, key] of keys.entries()) {
      if (interruption.signal.aborted) break;
      doing = `check: ${i + 1} of ${keys.length}, ${seriesText(key)}`;
      const finding = await findingOf(key, spanWithin(options, key.interval), place, asking);
      // What was called off has seen a part, and may look like a whole.
      if (!interruption.signal.aborted) findings.push(finding);
    }
  } finally {
    progress.end();
  }
  const interrupted = interruption.signal.aborted;
  const text = [...findings.map(findingText), ...(interrupted ? ['interrupted: nothing else was looked at\n'] : [])].join('');
  return { text, json: { command: 'check', series: findings.map(findingJson), interrupted }, exitCode: interrupted ? interruption.exitCode : exitCodeOf(findings) };
}

async function findingOf(key: SeriesKey, within: Span, { opened: { store }, interruption: { signal } }: Workplace, asking: Asking): Promise<Finding> {
  let asked: Asked | null = null;
  try {
    asked = await asking.ask(key, within);
    const survey = await surveyOf(store, key, within, signal);
    const contentHash = survey.extent === undefined || signal.aborted ? null : await store.contentHash(key, survey.extent);
    return { key, survey, contentHash, damage: null, asked };
  } catch (error) {
    if (!isDamage(error)) throw error;
    return { key, survey: null, contentHash: null, damage: messageOf(error), asked };
  }
}

/** Another store failure means the next series as well. */
function isDamage(error: unknown): error is EngineError {
  return error instanceof StoreError && (error.code === 'store/corrupt' || error.code === 'store/version');
}

function isMeant({ exchange, symbol, interval }: SeriesKey, options: CheckOptions): boolean {
  return (options.exchange === undefined || exchange === exchangeNameOf(options.exchange)) && options.symbols?.includes(symbol) !== false && (options.interval ?? interval) === interval;
}

/** A gap that the exchange was asked for again is one of the market. */
function exitCodeOf(findings: readonly Finding[]): number {
  if (findings.some(({ damage }) => damage !== null)) return EXIT.format;
  if (findings.some(({ asked }) => asked !== null && asked.failure !== null)) return EXIT.notDone;
  return findings.some(({ survey, asked }) => (asked === null ? survey!.gaps > 0 : asked.differing > 0 || asked.unknown > 0)) ? EXIT.found : EXIT.done;
}

function findingJson({ key, survey, contentHash, damage, asked }: Finding): Readonly<Record<string, unknown>> {
  return {
    ...key,
    covered: survey?.covered.map(spanJson) ?? null,
    candles: survey?.candles ?? null,
    extent: survey?.extent === undefined ? null : spanJson(survey.extent),
    gaps: survey?.gaps ?? null,
    missingCandles: survey?.missingCandles ?? null,
    longestGap: survey?.longestGap === undefined ? null : spanJson(survey.longestGap),
    firstGaps: survey?.firstGaps.map(spanJson) ?? null,
    contentHash,
    damage,
    asked,
  };
}
