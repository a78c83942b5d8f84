import { type StateStore, type TradeEvent } from '@tradewright/core';
import { runKeyOf, storeKeyOf, type RiskRecord, type RunNames, type RunRecord } from '@tradewright/core/run';
import type { Journals } from './compare.ts';
import { wronglyLetIn } from './entries.ts';
import { misremembered, notesIn, type Happened } from './memory.ts';
import { MOST_OPEN, RISK_NAME } from './rule.ts';
import { SYMBOLS } from './world.ts';

const RISK_KEY = `risk:${RISK_NAME}`;

const COMPARED: ReadonlySet<TradeEvent['kind']> = new Set(['scheduled', 'opened', 'partial', 'closed', 'cancelled']);

/** What a store says after the app has died. */
export interface Findings {
  readonly journals: Journals;
  /** Orders that the store knows of. */
  readonly orderIds: ReadonlySet<string>;
  /** Slots without a signal and signals without their slot, each in words. */
  readonly orphans: readonly string[];
  /** More slots than the rules allow, entries that they forbade, and what the rule with a memory has forgotten, made up or heard twice; in words. */
  readonly misjudged: readonly string[];
}

/** Reads a store that the app has just left. */
export async function findingsIn(store: StateStore): Promise<Findings> {
  const runs = SYMBOLS.map(namesOf);
  const stored = await store.load([...runs.map(storeKeyOf), RISK_KEY]);
  const journals = new Map<string, readonly string[]>();
  const orderIds = new Set<string>();
  const happened: Happened[] = [];
  for (const names of runs) {
    const events = await eventsOf(store, storeKeyOf(names));
    journals.set(names.symbol, events.map(lineOf));
    const { order } = (stored.get(storeKeyOf(names))?.value ?? { order: null }) as Pick<RunRecord, 'order'>;
    happened.push({ symbol: names.symbol, events, record: stored.get(storeKeyOf(names))?.value as RunRecord | undefined | null });
    for (const id of [...events.flatMap(ordersIn), ...(order === null ? [] : [order.id])]) orderIds.add(id);
  }
  const risk = stored.get(RISK_KEY)?.value as RiskRecord | undefined | null;
  const slots = Object.keys(risk?.positions ?? {});
  const holders = runs.filter((names) => holdsSlot(stored.get(storeKeyOf(names))?.value as RunRecord | undefined | null)).map(runKeyOf);
  const orphans = [...slots.filter((key) => !holders.includes(key)).map((key) => `${key} holds a slot and has no position`), ...holders.filter((key) => !slots.includes(key)).map((key) => `${key} has a position and holds no slot`)];
  const tooMany = slots.length > MOST_OPEN ? [`${slots.length} slots are taken, of ${MOST_OPEN}`] : [];
  const notes = notesIn(risk);
  return { journals, orderIds, orphans, misjudged: [...tooMany, ...misremembered(notes, happened), ...wronglyLetIn(notes, happened)] };
}

/** What is stored, as the app tells it: what happened, on which symbol, to which signal. */
export function toldOf(journals: Journals): string[] {
  return [...journals].flatMap(([symbol, lines]) => lines.map((line) => {
    const [kind, id] = line.split(' ');
    return [kind, symbol, id].join(' ');
  }));
}

export function namesOf(symbol: string): RunNames {
  return { exchangeName: 'candle-files', account: 'default', symbol, strategyName: 'restless' };
}

async function eventsOf(store: StateStore, key: string): Promise<TradeEvent[]> {
  const events: TradeEvent[] = [];
  for await (const { event } of store.events(key, 0)) if (COMPARED.has(event.kind)) events.push(event);
  return events;
}

function ordersIn(event: TradeEvent): string[] {
  if (event.kind === 'opened') return [event.position.entry.orderId];
  return event.kind === 'closed' ? [event.trade.exit.orderId] : [];
}

/** An event as one line: what happened, to which signal, when and at which price. */
function lineOf(event: TradeEvent): string {
  return [event.kind, idOf(event), new Date(event.atMs).toISOString(), event.price, event.kind === 'partial' ? `${event.direction} ${event.levelFrac}` : event.kind === 'cancelled' ? event.reason : event.kind === 'closed' ? event.trade.reason : ''].join(' ').trim();
}

function idOf(event: TradeEvent): string {
  switch (event.kind) {
    case 'scheduled':
    case 'cancelled':
      return event.plan.id;
    case 'opened':
    case 'partial':
      return event.position.plan.id;
    case 'closed':
      return event.trade.plan.id;
    default:
      return '';
  }
}

/** A waiting order holds no slot, unless its order is on the way. */
function holdsSlot(record: RunRecord | undefined | null): boolean {
  const state = record?.state;
  return state?.kind === 'opened' || state?.kind === 'active' || (state?.kind === 'scheduled' && state.orderId !== null);
}
