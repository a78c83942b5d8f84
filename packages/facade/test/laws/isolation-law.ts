import { seededRandom, type Random } from '@tradewright/core/testing';
import type { BacktestStream } from '../../src/backtest-stream.ts';
import type { ConfigInput } from '../../src/config.ts';
import type { Tradewright } from '../../src/create.ts';
import { ExecutionContextService, MethodContextService } from '../../src/index.ts';
import type { IBacktestContext, IFrameSchema, IStrategySchema } from '../../src/types.ts';
import { SYMBOL } from '../world.ts';
import { differentByKind } from './difference.ts';
import { callbacksTo, CALLBACKS, listenTo, type Note, type Take } from './notebook.ts';
import { pick, randomStrategy, throughCandles, throughViews } from './random-strategy.ts';
import { instance, marketFor, OTHER_SYMBOL, randomConfig, randomFrame } from './scenario.ts';

const LONGEST = 36;
const SYMBOLS = [SYMBOL, OTHER_SYMBOL];

/** One run of those that take turns. */
interface Run {
  /** Which instance it belongs to. */
  readonly of: number;
  readonly symbol: string;
  readonly names: IBacktestContext;
  readonly config: ConfigInput;
  /** Driven by nobody but itself. */
  readonly background: boolean;
  /** Its consumer leaves after this many results. */
  readonly leavesAfter: number;
}

/** Fills an instance; the same however often. */
export type Fill = (tw: Tradewright, take: Take) => void;

/**
 * Runs of one instance and of several, with other symbols, strategies, exchanges, frames and configurations, that take
 * turns at random, some in the background and some left half-way, tell and are told what each of them is alone.
 */
export async function isolationLaw(seed: number): Promise<string | null> {
  return isolationFault(seed, fillsOf);
}

export async function isolationFault(seed: number, fillsFor: (seed: number, instances: number) => Fill[]): Promise<string | null> {
  const random = seededRandom(seed ^ 0x1b5ad4c1);
  const instances = 1 + Math.floor(random() * 2);
  const runs = randomRuns(random, instances);
  const fills = fillsFor(seed, instances);
  const alone: (readonly Note[])[] = [];
  for (const run of runs) alone.push((await toldBy(fills, [run], random))[0]!);
  const together = await toldBy(fills, runs, random);
  for (const [i, notes] of together.entries()) {
    const found = differentByKind('alone', alone[i]!, 'among others', notes);
    if (found !== null) return `run ${i} of ${runs.length}: ${found}`;
  }
  return null;
}

function randomRuns(random: Random, instances: number): Run[] {
  const runs = new Map<string, Run>();
  const count = 2 + Math.floor(random() ** 2 * 4);
  for (let i = 0; i < count; i++) {
    const of = Math.floor(random() * instances);
    const symbol = pick(random, SYMBOLS);
    const names = { strategyName: pick(random, ['first', 'second']), exchangeName: pick(random, ['here', 'there']), frameName: pick(random, ['early', 'late']) };
    const config = { ...randomConfig(random), CC_CANDLE_PREFETCH: random() < 0.85 };
    const background = random() < 0.3;
    const leavesAfter = !background && random() < 0.2 ? Math.floor(random() * 3) : Infinity;
    runs.set(keyOf(of, symbol, names), { of, symbol, names, config, background, leavesAfter });
  }
  return [...runs.values()];
}

/** Two strategies, exchanges and frames for each instance. */
export function fillsOf(seed: number, instances: number): Fill[] {
  return Array.from({ length: instances }, (_unused, of) => {
    const random = seededRandom(seed + of * 1_000_003);
    const frame = randomFrame(random, 'early', LONGEST);
    const exchanges = ['here', 'there'].map((name) => marketFor(random, frame, SYMBOLS, 0).exchange(name, { turns: Math.floor(random() * 4), pageSize: pick(random, [undefined, 60]) }));
    const { startDate, endDate } = frame.schema;
    const late: IFrameSchema = { frameName: 'late', interval: '3m', startDate: new Date(startDate.getTime() + 3 * 60_000), endDate };
    const strategies = ['first', 'second'].map((strategyName) => ({ strategyName, ...askedBy(random), called: CALLBACKS.filter(() => random() < 0.3) }));
    const idle = random() < 0.2;
    return (tw, take) => {
      for (const exchange of exchanges) tw.addExchange({ ...exchange });
      for (const schema of [frame.schema, late]) tw.addFrame({ ...schema });
      for (const { called, ...strategy } of strategies) tw.addStrategy({ ...strategy, callbacks: callbacksTo(take, called) });
      listenTo(tw, take, idle);
    };
  });
}

function askedBy(random: Random): Pick<IStrategySchema, 'interval' | 'getSignal'> & { history: NonNullable<IStrategySchema['history']> } {
  const strategy = randomStrategy(random);
  const getSignal = random() < 0.5 ? throughViews(strategy) : throughCandles(strategy, random() < 0.5 ? OTHER_SYMBOL : null);
  return { interval: strategy.interval, history: strategy.history, getSignal };
}

/** What each of some runs, taking turns, tells: its results, and what its callbacks and listeners were given. */
async function toldBy(fills: readonly Fill[], runs: readonly Run[], random: Random): Promise<(readonly Note[])[]> {
  const told = new Map(runs.map((run) => [keyOf(run.of, run.symbol, run.names), [] as Note[]]));
  const notesOf = ({ of, symbol, names }: Run): Note[] => told.get(keyOf(of, symbol, names))!;
  const handling = new Handling(random);
  const instances = new Map([...new Set(runs.map(({ of }) => of))].map((of) => {
    const tw = instance({});
    fills[of]!(tw, (kind, given) => {
      told.get(keyOf(of, ExecutionContextService.context.symbol, MethodContextService.context))?.push({ kind, given });
      return handling.maybe();
    });
    return [of, tw] as const;
  }));
  await takeTurns(started(runs, instances), notesOf, random);
  const isOver = (run: Run): boolean => !run.background || notesOf(run).some(({ kind }) => kind === 'done' || kind === 'exit');
  // What a slow listener has not heard yet is told all the same.
  while (handling.count > 0 || !runs.every(isOver)) await new Promise(setImmediate);
  for (const tw of instances.values()) tw.dispose();
  return runs.map(notesOf);
}

/** Hooks that take their time, now and then. */
class Handling {
  count = 0;
  readonly #random: Random;
  readonly #chance: number;

  constructor(random: Random) {
    this.#random = random;
    this.#chance = random() < 0.3 ? 0.1 : 0;
  }

  maybe(): Promise<void> | undefined {
    return this.#random() < this.#chance ? this.#handle() : undefined;
  }

  async #handle(): Promise<void> {
    this.count++;
    await new Promise(setImmediate);
    this.count--;
  }
}

/** Starts them all; those in the background need nobody any more. */
function started(runs: readonly Run[], instances: ReadonlyMap<number, Tradewright>): Map<Run, BacktestStream> {
  const streams = new Map<Run, BacktestStream>();
  for (const run of runs) {
    const tw = instances.get(run.of)!;
    tw.setConfig(run.config); // and what is running keeps its own
    if (run.background) tw.Backtest.background(run.symbol, run.names);
    else streams.set(run, tw.Backtest.run(run.symbol, run.names));
  }
  return streams;
}

async function takeTurns(streams: Map<Run, BacktestStream>, notesOf: (run: Run) => Note[], random: Random): Promise<void> {
  while (streams.size > 0) {
    // One run after the other most of the time, several at once now and then.
    const going = [...streams];
    const turn = random() < 0.8 ? [pick(random, going)] : going.filter(() => random() < 0.6);
    await Promise.all(turn.map(async ([run, stream]) => {
      const { value, done } = await stream.next();
      if (done !== true) notesOf(run).push({ kind: 'result', given: value });
      const leaves = notesOf(run).filter(({ kind }) => kind === 'result').length > run.leavesAfter;
      if (leaves) await stream.return();
      if (leaves || done === true) streams.delete(run);
    }));
  }
}

function keyOf(of: number, symbol: string, { strategyName, exchangeName, frameName }: IBacktestContext): string {
  return `${of} ${symbol} ${strategyName} ${exchangeName} ${frameName}`;
}
