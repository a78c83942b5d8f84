import { counted, markdownText, seriesText, shownInstant, shownPath, signedPercent, spanText } from '@tradewright/cli-kit';
import type { Trade } from '@tradewright/core';
import { DEFAULT_CONFIG } from 'tradewright';
import type { Verdict } from '../lookahead/check.ts';
import type { Outcome } from '../outcome.ts';
import { TRADE_COLUMNS } from '../trades-csv.ts';
import { versions } from '../versions.ts';
import { summaryRows, verdictText } from './summary-rows.ts';

/** The report of one run. Everything that comes from the user is escaped. */
export function reportMarkdown(outcome: Outcome): string {
  const { request, strategyName, tally } = outcome;
  const sections = [
    `# Backtest: ${markdownText(strategyName)} on ${markdownText(request.symbol)}`,
    banner(outcome),
    '## Summary',
    table(['', ''], summaryRows(outcome)),
    '## Configuration',
    configuration(outcome),
    '## Data and versions',
    provenance(outcome),
    '## Look-ahead check',
    lookahead(outcome.verdict),
    '## Trades',
    trades(tally.newest.items, tally.sums.trades),
    '## Columns of trades.csv',
    table(['column', 'meaning'], TRADE_COLUMNS.map(({ name, meaning }) => [name, meaning])),
    '## Repeat it',
    fenced(outcome.repeat),
  ];
  return `${sections.filter((text) => text !== '').join('\n\n')}\n`;
}

function banner({ request: { origin }, interruptedAtMs }: Outcome): string {
  const lines: string[] = [];
  if (interruptedAtMs !== null) lines.push(`> **Interrupted at ${shownInstant(interruptedAtMs)}** of the candles: this is what was computed until then.`);
  if (origin.kind === 'synthetic') lines.push(`> **SYNTHETIC (seed ${origin.seed})**: these candles were generated. They say nothing about any market.`);
  return lines.join('\n>\n');
}

function configuration({ configuration: values, request: { params } }: Outcome): string {
  const changed = Object.entries(values).filter(([key, value]) => DEFAULT_CONFIG[key as keyof typeof DEFAULT_CONFIG] !== value);
  const rows = changed.map(([key, value]) => [key, String(value), String(DEFAULT_CONFIG[key as keyof typeof DEFAULT_CONFIG])]);
  const given = Object.entries(params).map(([name, value]) => [name, JSON.stringify(value)]);
  const parts = [
    rows.length === 0 ? 'Every key has its default.' : `What differs from the defaults; this program always judges prices by candle ranges unless told otherwise.\n\n${table(['key', 'value', 'default'], rows)}`,
    given.length === 0 ? '' : `Parameters of the strategy:\n\n${table(['name', 'value'], given)}`,
  ];
  return parts.filter((part) => part !== '').join('\n\n');
}

function provenance({ request, fingerprint, skippedRows, skippedSamples }: Outcome): string {
  const { directory, strategyFile } = request;
  const rows = [
    ['Candles', candlesText({ request, fingerprint })],
    ['Candles, sha256', fingerprint.candles ?? 'none: they follow from the seed'],
    ['Strategy', markdownText(shownPath(strategyFile, directory))],
    ['Strategy, sha256', `${fingerprint.strategyFile} (this file; not what it imports)`],
    ['Run, sha256', `${fingerprint.run} (strategy file, parameters, configuration, candles, symbol, period, versions)`],
    ...Object.entries<string>({ ...versions() }),
  ];
  const lines = [rawTable(['', ''], rows)];
  if (skippedRows > 0) {
    lines.push(`${counted(skippedRows, 'broken row')} left out; the first: ${skippedSamples.map(({ where, fault }) => `${markdownText(shownPath(where, directory))} (${markdownText(fault.rule)})`).join(', ')}.`);
  }
  return lines.join('\n\n');
}

function candlesText({ request: { origin, directory }, fingerprint: { files, data } }: Pick<Outcome, 'request' | 'fingerprint'>): string {
  if (origin.kind === 'synthetic') return `SYNTHETIC (seed ${origin.seed})`;
  if (data !== null) return markdownText(`${seriesText(data.key)}, ${spanText(data.span)}, ${counted(data.candles, 'candle')}, kept in ${data.store}`);
  const shown = files.slice(0, 50).map((file) => markdownText(shownPath(file, directory)));
  return `${shown.join('<br>')}${files.length > 50 ? `<br>and ${files.length - 50} more` : ''}`;
}

const SCOPE =
  'The check runs the strategy again, in fresh threads, with every candle removed that had not closed at the cut, and compares all decisions known by then. It finds a strategy that needs later candles, got through the exchange, to trade or to leave a trade out at one of these instants: half of them are openings, half are asks without a signal. One that seldom leaves a trade out needs more of them (`--cuts 400`). ' +
  'It cannot find knowledge of the future that comes from elsewhere: a file or the network, numbers in the code, parameters fitted to this very period. It looks at the cuts named, not at every instant.';

function lookahead(verdict: Verdict | null): string {
  if (verdict === null) return 'Not checked; run it with `--check-lookahead`.';
  const rows = verdict.differences.map(({ cutMs, full, cut }) => [
    shownInstant(cutMs),
    `${counted(full.count, 'decision')}, the last: ${full.last}`,
    `${counted(cut.count, 'decision')}, the last: ${cut.last}`,
  ]);
  return [`**${verdictText(verdict)}.**`, rows.length === 0 ? '' : table(['cut at', 'full run', 'run without later candles'], rows), SCOPE].filter((part) => part !== '').join('\n\n');
}

function trades(newest: readonly Trade[], count: number): string {
  if (count === 0) return 'There were none.';
  const rows = newest.toReversed().map((trade) => [
    shownInstant(trade.openedAtMs),
    shownInstant(trade.closedAtMs),
    trade.plan.side,
    String(trade.entry.quotedPrice),
    String(trade.exit.quotedPrice),
    signedPercent(trade.pnlFrac),
    `${trade.reason}${trade.ambiguous ? ', ambiguous' : ''}${trade.truncated ? ', truncated' : ''}`,
    trade.plan.note,
  ]);
  const intro = count > newest.length ? `The newest ${newest.length} of ${counted(count, 'trade')}; all of them are in trades.csv.` : `${counted(count, 'trade')}, the newest first.`;
  return `${intro}\n\n${table(['opened', 'closed', 'side', 'entry', 'exit', 'pnl', 'reason', 'note'], rows)}`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return rawTable(head, rows.map((row) => row.map(markdownText)));
}

/** For cells that are Markdown already. */
function rawTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

/** Text as it is, whatever fence it contains itself. */
function fenced(text: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}sh\n${text}\n${fence}`;
}
