import { basename, extname, join, resolve } from 'node:path';
import { ProgressLine, readSettings, usageFailure, type Interruption } from '@tradewright/cli-kit';
import { consume, type Consumed } from './consume.ts';
import { fingerprintOf, type Fingerprint } from './fingerprint.ts';
import { checkLookahead, NOT_CHECKED, type Verdict } from './lookahead/check.ts';
import { CutSample } from './lookahead/cut-sample.ts';
import { DecisionLog } from './lookahead/decision-log.ts';
import { coveredOf, lastAskOf, periodOf } from './market.ts';
import type { Options } from './options.ts';
import type { Outcome } from './outcome.ts';
import { prepare, type Prepared } from './prepare.ts';
import { repeatCommand } from './repeat-command.ts';
import { reportMarkdown } from './report/report-md.ts';
import type { Period, RunRequest } from './request.ts';
import { RunFiles } from './run-files.ts';
import { StoredMarket } from './stored-market.ts';

export interface RunParts {
  readonly options: Options;
  /** Where relative paths begin. */
  readonly directory: string;
  readonly exampleFile: string;
  readonly cutWorker: URL;
  readonly interruption: Interruption;
  readonly terminal: NodeJS.WriteStream;
}

/** A run that can begin: what it is about is known. */
interface Plan {
  readonly request: RunRequest;
  readonly prepared: Prepared;
  readonly period: Period;
  readonly covered: Period;
  readonly fingerprint: Fingerprint;
}

/**
 * Runs one backtest and writes report.md and trades.csv.
 *
 * @throws {Failure} and the engine's errors, when the run could not be done
 */
export async function run(parts: RunParts): Promise<Outcome> {
  const request = await requestOf(parts);
  const prepared = await parts.interruption.orStop(prepare(request));
  try {
    return await runPrepared(parts, request, prepared);
  } finally {
    if (prepared.market instanceof StoredMarket) await prepared.market.close();
  }
}

async function runPrepared(parts: RunParts, request: RunRequest, prepared: Prepared): Promise<Outcome> {
  const { options, directory } = parts;
  const plan = await planOf(parts, request, prepared);
  const folder = resolve(directory, options.out ?? join('out', fileName(`${plan.request.symbol}-${plan.prepared.strategy.strategyName}`)));
  const files = await RunFiles.create(folder);
  try {
    const log = new DecisionLog();
    const sample = sampleOf(parts, plan, log);
    const { interruption, terminal } = parts;
    const consumed = await consume({ ...plan, log, sample, trades: files.trades, runHash: plan.fingerprint.run, interruption, terminal, quiet: options.json });
    const verdict = sample === null ? null : consumed.interruptedAtMs !== null ? NOT_CHECKED : await check(parts, plan, sample);
    const outcome = outcomeOf(parts, plan, consumed, verdict, files);
    await files.publish(reportMarkdown(outcome));
    return outcome;
  } catch (error) {
    await files.discard();
    throw error;
  }
}

async function planOf({ options, interruption, terminal }: RunParts, request: RunRequest, prepared: Prepared): Promise<Plan> {
  const { market, strategy, configuration } = prepared;
  const data = market instanceof StoredMarket ? market : null;
  await data?.fetch({ interruption, terminal, quiet: options.json });
  const extent = await interruption.orStop(market.extent());
  const period = periodOf(request.origin.kind === 'exchange' ? request.origin : options, extent, request.symbol);
  const fingerprint = await interruption.orStop(fingerprintOf(request, { strategyName: strategy.strategyName, period, configuration, data: data?.data ?? null }, interruption.signal));
  return { request, prepared, period, covered: coveredOf(period, extent), fingerprint };
}

function sampleOf({ options }: RunParts, { covered, fingerprint }: Plan, log: DecisionLog): CutSample | null {
  if (options.cuts === null) return null;
  return new CutSample({ log, fromMs: covered.fromMs, lastMs: lastAskOf(covered), cuts: options.cuts, seed: Number.parseInt(fingerprint.run.slice(0, 8), 16) });
}

function outcomeOf({ options }: RunParts, { request, prepared, period, covered, fingerprint }: Plan, consumed: Consumed, verdict: Verdict | null, files: RunFiles): Outcome {
  return {
    ...consumed,
    request,
    strategyName: prepared.strategy.strategyName,
    period,
    covered,
    configuration: prepared.configuration,
    fingerprint,
    skippedRows: prepared.market.skippedRows,
    skippedSamples: prepared.market.skippedSamples,
    verdict,
    reportPath: files.reportPath,
    tradesPath: files.trades.path,
    repeat: repeatCommand(options, request, period),
  };
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

async function check({ options, cutWorker, interruption, terminal }: RunParts, { request, period }: Plan, sample: CutSample): Promise<Verdict> {
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
