import type { Interruption } from '@tradewright/cli-kit';
import type { Clock } from '@tradewright/core';
import { SystemClock, type IExchangeSchema } from 'tradewright';
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
  return { machine: new SystemClock(), kill, replay, opened };
}

async function replayOf({ symbols }: Options, replay: NonNullable<Options['replay']>, directory: string): Promise<Ground['replay']> {
  const exchange = replayExchange(replay, symbols, directory);
  return { exchange, period: await replayPeriod(replay, exchange, symbols) };
}
