import { InputError, StoreError } from '../../error.ts';
import type { OrderRequest } from '../../ports/broker.ts';
import type { Position } from '../../signal/position.ts';
import type { EngineState, Open } from '../../signal/state.ts';
import type { TimestampMs } from '../../units.ts';
import { isCount, isFields, isFill, isPlan, isPrice, isSide } from './stored-value.ts';

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
  /** Under which key its slot is stored; absent where it needs none. */
  readonly riskKey?: string | undefined;
}

/**
 * Names a run; nothing in a name can make it another one's.
 *
 * @throws {InputError} `live/options` for a name that is no text
 */
export function runKeyOf({ exchangeName, account, symbol, strategyName }: RunNames): string {
  return `live:${[exchangeName, account, symbol, strategyName].map(encodedName).join(':')}`;
}

/** A name without a colon or a slash. @throws {InputError} `live/options` for half a character, which no store can keep */
export function encodedName(name: string): string {
  try {
    return encodeURIComponent(name);
  } catch (cause) {
    throw new InputError('live/options', `The name ${JSON.stringify(name)} is no text that can be stored: it holds half a character.`, { cause });
  }
}

/** The key of a run's state in a store. */
export function storeKeyOf(names: RunNames): string {
  return `run:${runKeyOf(names)}`;
}

export function recordOf(names: RunNames, rest: Pick<RunRecord, 'state' | 'seq' | 'order' | 'processedMs' | 'nextCandleMs' | 'riskKey'>): RunRecord {
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
  if (storeKeyOf(record as RunRecord) !== key) return wrong(`it is that of ${storeKeyOf(record as RunRecord)}`);
  if (!Number.isSafeInteger(record.seq) || record.seq! < 1) return wrong(`seq is ${String(record.seq)}`);
  for (const field of ['processedMs', 'nextCandleMs'] as const) if (!isCount(record[field])) return wrong(`${field} is ${String(record[field])}`);
  const problem = stateProblem(record.state) ?? orderProblem(record.state!, record.order);
  return problem === null ? (record as RunRecord) : wrong(problem);
}

function stateProblem(state: EngineState | undefined): string | null {
  switch (state?.kind) {
    case 'idle':
      return isCount(state.nextAskMs) ? null : 'its state has no time of the next ask';
    case 'scheduled':
      return isPlan(state.plan) && isCount(state.expiresAtMs) && isCount(state.nextAskMs) ? null : 'its waiting signal is not complete';
    case 'opened':
    case 'active':
      return isPosition(state.position) && isCount(state.nextAskMs) ? null : 'its position is not complete';
    case 'closed':
    case 'cancelled':
      return isCount(state.endedAtMs) && isCount(state.nextAskMs) ? null : 'its ended signal is not complete';
    default:
      return 'its state is of no known kind';
  }
}

/** The order that a state waits for is there to be sent again, and no other one. */
function orderProblem(state: EngineState, order: OrderRequest | null | undefined): string | null {
  const awaitedId = state.kind === 'scheduled' ? state.orderId : state.kind === 'opened' || state.kind === 'active' ? state.exitOrderId : null;
  if (order === null && awaitedId === null) return null;
  if (!isFields(order) || awaitedId !== order.id) return `it waits for order ${String(awaitedId)} and has ${isFields(order) ? String(order.id) : 'none'}`;
  const { leg, side, price, quantity, atMs } = order;
  const leaves = state.kind !== 'scheduled';
  if (leaves && !isFields((state as Open).position.exit)) return 'it leaves a position without an exit';
  return leg === (leaves ? 'exit' : 'entry') && isSide(side) && isPrice(price) && isPrice(quantity) && isCount(atMs) ? null : 'its order is not complete';
}

function isPosition(position: unknown): boolean {
  if (!isFields(position)) return false;
  const { plan, entry, openedAtMs, expiresAtMs, highestPrice, lowestPrice, profitLevels, lossLevels } = position as Partial<Position>;
  return isPlan(plan) && isFill(entry) && [highestPrice, lowestPrice].every(isPrice) && [openedAtMs, expiresAtMs, profitLevels, lossLevels].every(isCount);
}
