import { Failure, installModuleHooks, loadStrategies, openExchange, readSettings, usageFailure, type OpenedExchange } from '@tradewright/cli-kit';
import { InputError, SourceError, type Clock, type KillSwitch, type StateStore } from '@tradewright/core';
import { PaperBroker } from '@tradewright/core/run';
import { createTradewright, type ConfigInput, type IExchangeSchema, type IStrategySchema, type RunClock, type Tradewright } from 'tradewright';
import { resolve } from 'node:path';
import type { RunNames } from './board.ts';
import { killableBroker, killableStore, type KillPoint } from './kill-point.ts';
import type { Options } from './options.ts';
import { PROGRAM } from './program.ts';

export interface ComposeParts {
  readonly options: Options;
  /** Where relative paths begin. */
  readonly directory: string;
  readonly store: StateStore;
  readonly killSwitch: KillSwitch;
  readonly machine: Clock;
  /** In a replay: what stands for every exchange. */
  readonly replayed: IExchangeSchema | null;
  /** In a replay: the clock of the next run. */
  readonly clockOf: (() => RunClock) | null;
  readonly kill: KillPoint | null;
  /** Hears what an exchange of ccxt deals with by itself. */
  readonly onNotice: (message: string) => void;
}

/** Everything put together; nothing runs yet. */
export interface Composed {
  readonly instance: Tradewright;
  /** Each strategy on each symbol, symbol by symbol: those who tick at one instant do so in this order. */
  readonly runs: readonly RunNames[];
  /** Risk profiles that they are traded under. */
  readonly riskNames: readonly string[];
  /** An exchange of ccxt, to be closed. */
  readonly remote: OpenedExchange | null;
}

/**
 * Puts store, exchange, configuration and strategies together on an instance, which is the one that strategy files know
 * as `tradewright`. Once per process.
 *
 * @throws {Failure}, {EngineError}
 */
export async function compose(parts: ComposeParts): Promise<Composed> {
  const { options, directory, replayed } = parts;
  const instance = instanceOf(parts);
  installModuleHooks({ manifest: PROGRAM.manifest, instance });
  const settings = await readSettings(options, directory);
  if (replayed !== null) instance.addExchange(replayed);
  // The app's own choice stands before the files are loaded, the user's options after them: the later one wins.
  instance.setConfig({ CC_TRIGGER_PRICE: 'candle-range' });
  const files = options.strategyFiles.map((file) => resolve(directory, file));
  const offered = await loadStrategies({ files, params: options.params, directory, registry: instance });
  instance.setConfig(settings as ConfigInput);
  if ((await instance.Live.list()).length > 0) throw new Failure(`${options.strategyFiles.join(', ')}: Live.run or Live.background is called there. Leave that to ${PROGRAM.name}, or run the file with node.`);
  const strategies = chosen(offered, options.strategyNames);
  const registered = await instance.listExchanges();
  const remote = replayed === null ? await remoteOf(registered, parts) : null;
  if (remote !== null) instance.addExchange(remote.schema);
  const exchangeName = replayed?.exchangeName ?? remote?.name ?? registeredOf(registered, options.exchange?.id);
  const riskNames = [...new Set(strategies.flatMap(({ riskName }) => riskName ?? []))];
  return { instance, remote, riskNames, runs: options.symbols.flatMap((symbol) => strategies.map(({ strategyName }) => ({ symbol, strategyName, exchangeName }))) };
}

function instanceOf({ options: { account, leaseMs }, store, killSwitch, machine, clockOf, kill, replayed }: ComposeParts): Tradewright {
  const instance: Tradewright = createTradewright({
    store: kill === null ? store : killableStore(store, kill),
    killSwitch,
    clock: machine,
    machineClock: machine,
    ...(clockOf === null ? {} : { clockOf }),
    ...(account === undefined ? {} : { account }),
    ...(leaseMs === undefined ? {} : { leaseMs }),
    // Whatever exchange a strategy names on its own, in a replay there is one only.
    ...(replayed === null ? {} : { exchangeClient: () => replayed }),
    ...(kill === null ? {} : { broker: killableBroker(paper(() => instance.getConfig()), kill) }),
  });
  return instance;
}

/** At the costs that are configured when it is first needed. */
function paper(config: () => ReturnType<Tradewright['getConfig']>): () => PaperBroker {
  let broker: PaperBroker | undefined;
  return () => {
    const { CC_TRADE_FEE, CC_SLIPPAGE } = config();
    broker ??= new PaperBroker({ feeFrac: CC_TRADE_FEE / 100, slippageFrac: CC_SLIPPAGE / 100 });
    return broker;
  };
}

function chosen(offered: readonly IStrategySchema[], wanted: readonly string[]): readonly IStrategySchema[] {
  if (wanted.length === 0) return offered;
  return wanted.map((name) => {
    const found = offered.find(({ strategyName }) => strategyName === name);
    if (found === undefined) throw usageFailure(`--strategy ${name}: no such strategy is offered; there is ${offered.map(({ strategyName }) => strategyName).join(', ')}.`);
    return found;
  });
}

/**
 * An exchange of ccxt, where none of that name is registered. What it does not know is told before anything is traded; that
 * it does not answer is no reason not to begin.
 */
async function remoteOf(registered: readonly IExchangeSchema[], { options: { exchange, patience, symbols }, machine: clock, onNotice }: ComposeParts): Promise<OpenedExchange | null> {
  if (exchange === undefined || (exchange.url === undefined && registered.some(({ exchangeName }) => exchangeName === exchange.id))) return null;
  const remote = openExchange(exchange, { ...patience, clock, onNotice });
  try {
    for (const symbol of symbols) await remote.instrument(symbol);
  } catch (error) {
    if (error instanceof SourceError && error.retryable) return remote;
    await remote.close();
    const others = registered.map(({ exchangeName }) => exchangeName);
    throw others.length > 0 && error instanceof InputError && error.code === 'ccxt/unknown-exchange' ? usageFailure(`--exchange ${exchange.id}: ${error.message} The strategy files register ${others.join(', ')}.`) : error;
  }
  return remote;
}

function registeredOf(registered: readonly IExchangeSchema[], wanted: string | undefined): string {
  const names = registered.map(({ exchangeName }) => exchangeName);
  if (wanted !== undefined) return wanted;
  if (names.length === 0) throw new Failure('There is no exchange: name one with --exchange, such as --exchange binance, or let the strategy file, or another file beside it, register one with addExchange. Recorded candles can be traded with --replay.');
  if (names.length > 1) throw usageFailure(`Several exchanges are registered; choose one with --exchange: ${names.join(', ')}.`);
  return names[0]!;
}
