import type { Interruption } from '@tradewright/cli-kit';
import type { Clock } from '@tradewright/core';
import { SystemClock, type IExchangeSchema } from 'tradewright';
import { wordsOf } from './halt/place.ts';
import { Standing } from './halt/standing.ts';
import { HaltWatch } from './halt/watch.ts';
import { KillPoint } from './kill-point.ts';
import { openStore, type OpenedStore } from './open-store.ts';
import type { Options } from './options.ts';
import { replayExchange, replayPeriod, type Period } from './replay-market.ts';

/** What stands before strategies are loaded: candles to replay and a store to keep state in. */
export interface Ground {
  readonly machine: Clock;
  readonly kill: KillPoint | null;
  readonly replay: { readonly exchange: IExchangeSchema; readonly period: Period } | null;
  readonly opened: OpenedStore;
  /** Whether trading is halted. */
  readonly halts: HaltWatch;
}

export interface GroundParts {
  readonly options: Options;
  /** Where relative paths begin. */
  readonly directory: string;
  readonly interruption: Interruption;
  readonly env: NodeJS.ProcessEnv;
}

/** @throws {Failure}, {EngineError} for candles or a store that cannot be used */
export async function groundOf({ options, directory, interruption, env }: GroundParts): Promise<Ground> {
  const kill = KillPoint.parse(env['TRADEWRIGHT_KILL_AT'], env['TRADEWRIGHT_ORDER_LOG']);
  const replay = options.replay === null ? null : await interruption.orStop(replayOf(options, options.replay, directory));
  const opened = await interruption.orStop(openStore(options.store, env['DATABASE_URL'], directory));
  const machine = new SystemClock();
  return { machine, kill, replay, opened, halts: await interruption.orStop(haltsOf({ options, directory, env }, opened, machine)) };
}

async function haltsOf({ options: { account, store: place }, directory, env }: Omit<GroundParts, 'interruption'>, { store }: OpenedStore, clock: Clock): Promise<HaltWatch> {
  const words = wordsOf({ store: place, account, env, directory });
  // Who cannot read the store can read a file beside it.
  const standing = place.kind === 'fs' ? new Standing(words.directory) : null;
  const halts = new HaltWatch({ words, store, account: account ?? 'default', clock, standing });
  try {
    await halts.begin();
    return halts;
  } catch (error) {
    await store.close().catch(() => undefined);
    throw error;
  }
}

async function replayOf({ symbols }: Options, replay: NonNullable<Options['replay']>, directory: string): Promise<Ground['replay']> {
  const exchange = replayExchange(replay, symbols, directory);
  return { exchange, period: await replayPeriod(replay, exchange, symbols) };
}
