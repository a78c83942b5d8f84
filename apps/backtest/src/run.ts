import { basename, extname, join, resolve } from 'node:path';
import { AtomicFile, writeAtomically } from './atomic-file.ts';
import { Ear } from './ear.ts';
import { Failure, usageFailure } from './failure.ts';
import { fingerprintOf } from './fingerprint.ts';
import { instantOption } from './instant.ts';
import type { Interruption } from './interruption.ts';
import { checkLookahead, type Verdict } from './lookahead/check.ts';
import { CutSample } from './lookahead/cut-sample.ts';
import { listenDecisions } from './lookahead/decision.ts';
import { DecisionLog } from './lookahead/decision-log.ts';
import { lastAskOf, periodOf } from './market.ts';
import type { Options } from './options.ts';
import type { Outcome } from './outcome.ts';
import { prepare, type Prepared } from './prepare.ts';
import { ProgressLine } from './progress-line.ts';
import { repeatCommand } from './repeat-command.ts';
import { reportMarkdown } from './report/report-md.ts';
import type { Period, RunRequest } from './request.ts';
import { readSettings } from './settings.ts';
import { Tally } from './summary/tally.ts';
import { tradeRow, tradesHeader } from './trades-csv.ts';

export interface RunParts {
  readonly options: Options;
  /** Where relative paths begin. */
  readonly directory: string;
  readonly exampleFile: string;
  readonly cutWorker: URL;
  readonly interruption: Interruption;
  readonly terminal: NodeJS.WriteStream;
}

/**
 * Runs one backtest and writes report.md and trades.csv.
 *
 * @throws {Failure} and the engine's errors, when the run could not be done
 */
export async function run(parts: RunParts): Promise<Outcome> {
  const { options, directory, interruption } = parts;
  const request = await requestOf(parts);
  const prepared = await interruption.orStop(prepare(request));
  const extent = await interruption.orStop(prepared.market.extent());
  const period = periodOf(options, extent, request.symbol);
  const { strategyName } = prepared.strategy;
  const fingerprint = await interruption.orStop(fingerprintOf(request, strategyName, period, prepared.configuration, interruption.signal));
  const folder = resolve(directory, options.out ?? join('out', fileName(`${request.symbol}-${strategyName}`)));

  const log = new DecisionLog();
  const sampled = { log, fromMs: Math.max(period.fromMs, extent.fromMs), lastMs: lastAskOf(period, extent), seed: Number.parseInt(fingerprint.run.slice(0, 8), 16) };
  const sample = options.cuts === null ? null : new CutSample({ ...sampled, cuts: options.cuts });
  const run = await consume({ ...parts, prepared, period, sample, log, tradesPath: join(folder, 'trades.csv'), runHash: fingerprint.run });
  const verdict = sample === null || run.interruptedAtMs !== null ? null : await check(parts, request, period, sample);

  const outcome: Outcome = {
    ...run,
    request,
    strategyName,
    period,
    configuration: prepared.configuration,
    fingerprint,
    skippedRows: prepared.market.skippedRows,
    skippedSamples: prepared.market.skippedSamples,
    verdict,
    reportPath: join(folder, 'report.md'),
    repeat: repeatCommand(options, request, period),
  };
  await writeAtomically(outcome.reportPath, reportMarkdown(outcome));
  return outcome;
}

async function requestOf({ options, directory, exampleFile }: RunParts): Promise<RunRequest> {
  const { strategyFile, strategyName, params, origin, symbol, skipBadRows } = options;
  if (strategyFile === '') throw usageFailure('The name of the strategy file is empty.');
  return {
    strategyFile: strategyFile === undefined ? exampleFile : resolve(directory, strategyFile),
    strategyName,
    params,
    origin,
    symbol,
    skipBadRows,
    settings: await readSettings(options, directory),
    directory,
  };
}

interface ConsumeParts extends RunParts {
  readonly prepared: Prepared;
  readonly period: Period;
  readonly sample: CutSample | null;
  readonly log: DecisionLog;
  readonly tradesPath: string;
  readonly runHash: string;
}

type Consumed = Pick<Outcome, 'counts' | 'tally' | 'failures' | 'refusals' | 'troubles' | 'durationMs' | 'interruptedAtMs' | 'tradesPath'>;

/** Goes through the results one by one; nothing of them is kept but sums and the newest few. */
async function consume({ prepared, period, sample, log, tradesPath, runHash, interruption, terminal, options }: ConsumeParts): Promise<Consumed> {
  const giveUp = new AbortController();
  const stream = prepared.start(period, AbortSignal.any([interruption.signal, giveUp.signal]));
  const ear = new Ear(() => stream.counts.asks, () => giveUp.abort());
  if (sample !== null) {
    listenDecisions(() => stream.counts.nowMs, (knownAtMs, decision, isOpening) => {
      log.add(knownAtMs, decision);
      if (isOpening) sample.opened(knownAtMs);
    });
  }
  const tally = new Tally();
  const progress = new ProgressLine(terminal, !options.json, () => ({ what: 'backtest', doneFrac: stream.progress }));
  const file = await AtomicFile.create(tradesPath);
  try {
    const startedMs = performance.now();
    await file.write(tradesHeader());
    const isOver = await interruption.orGiveUp(async () => {
      for await (const result of stream) {
        if (result.action !== 'closed') continue;
        tally.add(result.trade);
        const full = file.write(tradeRow(result.trade, runHash));
        if (full !== undefined) await full;
      }
    });
    const durationMs = performance.now() - startedMs;
    log.end();
    const { counts } = stream;
    const interruptedAtMs = interruption.signal.aborted && !(isOver && stream.progress === 1) ? counts.nowMs : null;
    if (counts.asks > 0 && counts.failedAsks === counts.asks && interruptedAtMs === null) {
      throw new Failure(`${giveUp.signal.aborted ? 'The strategy answered none of its first asks' : `All ${counts.asks} asks of the strategy failed`}; the first: ${ear.failures.first}`);
    }
    if (counts.candles === 0 && interruptedAtMs === null) throw new Failure(`There is no candle between ${instantOption(period.fromMs)} and ${instantOption(period.toMs)}.`);
    await file.commit();
    return { counts: { ...counts }, tally, failures: ear.failures, refusals: ear.refusals, troubles: ear.troubles, durationMs, interruptedAtMs, tradesPath };
  } catch (error) {
    await file.discard();
    throw error;
  } finally {
    progress.end();
  }
}

async function check({ options, cutWorker, interruption, terminal }: RunParts, request: RunRequest, period: Period, sample: CutSample): Promise<Verdict> {
  let doneFrac = 0;
  const progress = new ProgressLine(terminal, !options.json, () => ({ what: 'look-ahead check', doneFrac }));
  try {
    return await checkLookahead({ request, period, marks: sample.marks, worker: cutWorker, cancel: interruption.signal, onDone: (frac) => (doneFrac = frac) });
  } finally {
    progress.end();
  }
}

/** Names come from users and must not lead anywhere else. */
function fileName(name: string): string {
  const plain = name.replace(/[^\p{L}\p{N}._-]+/gu, '_').replace(/^\.+/, '');
  return basename(plain, extname(plain) === '.' ? '.' : '').slice(0, 120) || 'backtest';
}
