import { counted, seriesText, shownInstant, spanText, whole } from '@tradewright/cli-kit';
import { intervalMs, type CandleDifference, type Span } from '@tradewright/core';
import type { Asked } from './ask-again.ts';
import type { Finding } from './check.ts';

/** What was found of a series, for people: lines, each with its end. */
export function findingText({ key, survey, contentHash, damage, asked }: Finding): string {
  const stepMs = intervalMs(key.interval);
  const lines = [seriesText(key)];
  if (damage !== null) lines.push(`  DAMAGED: ${damage}`);
  if (survey !== null) {
    lines.push(`  covered   ${survey.covered.length === 0 ? 'nothing of this time' : survey.covered.map(spanText).join(', ')}`);
    lines.push(`  candles   ${whole(survey.candles)}${survey.extent === undefined ? '' : `, ${spanText(survey.extent)}`}`);
    lines.push(`  gaps      ${survey.longestGap === undefined ? 'none' : gapsText(survey.gaps, survey.missingCandles, survey.longestGap, survey.firstGaps, stepMs)}`);
  }
  if (contentHash !== null) lines.push(`  content   sha256 ${contentHash}`);
  if (asked !== null) lines.push(...askedLines(asked));
  return `${lines.join('\n')}\n`;
}

function gapsText(gaps: number, missing: number, longest: Span, first: readonly Span[], stepMs: number): string {
  const named = first.slice(0, 5).map((gap) => `${shownInstant(gap.fromMs)} (${whole((gap.toMs - gap.fromMs) / stepMs)})`);
  return `${whole(gaps)}, ${counted(missing, 'candle')} missing; the longest ${counted((longest.toMs - longest.fromMs) / stepMs, 'candle')} from ${shownInstant(longest.fromMs)}; ${named.join(', ')}${gaps > named.length ? ', …' : ''}`;
}

function askedLines({ again, asked, mended, unknown, differing, differences, failure }: Asked): readonly string[] {
  const came = again === 'holes' ? `${counted(asked, 'missing candle')} asked for again: ${whole(mended)} came` : `${counted(asked, 'candle')} compared: ${whole(unknown)} came for holes${unknown > 0 ? ', which --repair mends' : ''}`;
  const lines = [`  again     ${came}, ${whole(differing)} came otherwise${differing === 0 ? '' : '; what was kept first stands'}`];
  for (const difference of differences.slice(0, 5)) lines.push(`            ${differenceText(difference)}`);
  if (failure !== null) lines.push(`  NOT DONE  ${failure}`);
  return lines;
}

/** One candle as it is kept and as it came again. */
export function differenceText({ stored, got }: CandleDifference): string {
  const values = ({ open, high, low, close, volume }: CandleDifference['stored']): string => [open, high, low, close, volume].join(' ');
  return `${shownInstant(stored.openTimeMs)}: kept ${values(stored)}, came ${got === null ? 'not at all' : values(got)}`;
}
