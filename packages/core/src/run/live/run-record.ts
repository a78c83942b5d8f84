import { InputError, StoreError } from '../../error.ts';
import type { OrderRequest } from '../../ports/broker.ts';
import type { EngineState } from '../../signal/state.ts';
import type { TimestampMs } from '../../units.ts';

/** Whose state it is: runs that differ in one of these never touch (decision 23). */
export interface RunNames {
  readonly exchangeName: string;
  readonly account: string;
  readonly symbol: string;
  readonly strategyName: string;
}

const FORMAT = 1;

/** All that a live run needs to go on, as it is stored under its key. */
export interface RunRecord extends RunNames {
  readonly format: typeof FORMAT;
  readonly state: EngineState;
  /** Number of the next input; ids of orders and signals are made from it. */
  readonly seq: number;
  /** The order that the state waits for. */
  readonly order: OrderRequest | null;
  /** Everything up to this instant has been gone through. */
  readonly processedMs: TimestampMs;
  /** Where the next candle to be judged opens, at the earliest. */
  readonly nextCandleMs: TimestampMs;
}

/** Names a run; nothing in a name can make it another one's. */
export function runKeyOf({ exchangeName, account, symbol, strategyName }: RunNames): string {
  return `live:${[exchangeName, account, symbol, strategyName].map(encodeURIComponent).join(':')}`;
}

/** The key of a run's state in a store. */
export function storeKeyOf(names: RunNames): string {
  return `run:${runKeyOf(names)}`;
}

export function recordOf(names: RunNames, rest: Pick<RunRecord, 'state' | 'seq' | 'order' | 'processedMs' | 'nextCandleMs'>): RunRecord {
  const { exchangeName, account, symbol, strategyName } = names;
  return { format: FORMAT, exchangeName, account, symbol, strategyName, ...rest };
}

/**
 * A record as it came out of a store.
 *
 * @throws {StoreError} `store/version` when a newer Tradewright wrote it
 * @throws {InputError} `restore/record` when it is no record of a run
 */
export function checkRecord(key: string, value: unknown): RunRecord {
  const wrong = (what: string): never => {
    throw new InputError('restore/record', `${key} holds no record of a run: ${what}. Nothing was changed; see what is stored there, or remove the key to begin anew.`);
  };
  if (typeof value !== 'object' || value === null) return wrong('it is no object');
  const record = value as Partial<RunRecord>;
  if (typeof record.format === 'number' && record.format > FORMAT) throw new StoreError('store/version', `${key} was written in format ${record.format} by a newer Tradewright; this one knows format ${FORMAT}.`);
  if (record.format !== FORMAT) return wrong(`its format is ${String(record.format)}`);
  for (const field of ['exchangeName', 'account', 'symbol', 'strategyName'] as const) if (typeof record[field] !== 'string') return wrong(`${field} is missing`);
  for (const field of ['seq', 'processedMs', 'nextCandleMs'] as const) if (!isCount(record[field])) return wrong(`${field} is ${String(record[field])}`);
  const problem = stateProblem(record.state);
  if (problem !== null) return wrong(problem);
  if (record.order !== null && (typeof record.order !== 'object' || typeof record.order.id !== 'string' || !isPrice(record.order.quantity))) return wrong('its order has no id or no quantity');
  return record as RunRecord;
}

function stateProblem(state: EngineState | undefined): string | null {
  switch (state?.kind) {
    case 'idle':
      return isCount(state.nextAskMs) ? null : 'its state has no time of the next ask';
    case 'scheduled':
      return isPlan(state.plan) && isCount(state.expiresAtMs) ? null : 'its waiting signal is not complete';
    case 'opened':
    case 'active': {
      const { position } = state;
      return isPlan(position?.plan) && isPrice(position.entry?.price) && isCount(position.expiresAtMs) && isCount(position.openedAtMs) ? null : 'its position is not complete';
    }
    case 'closed':
    case 'cancelled':
      return isCount(state.endedAtMs) && isCount(state.nextAskMs) ? null : 'its ended signal is not complete';
    default:
      return 'its state is of no known kind';
  }
}

function isPlan(plan: unknown): boolean {
  if (typeof plan !== 'object' || plan === null) return false;
  const { id, side, entryPrice, takeProfitPrice, stopLossPrice, lifetimeMs, createdAtMs } = plan as Record<string, unknown>;
  return typeof id === 'string' && (side === 'long' || side === 'short') && [entryPrice, takeProfitPrice, stopLossPrice, lifetimeMs].every(isPrice) && isCount(createdAtMs);
}

function isPrice(value: unknown): boolean {
  return typeof value === 'number' && value > 0 && value < Infinity;
}

function isCount(value: unknown): boolean {
  return typeof value === 'number' && value >= 0 && value < Infinity;
}
