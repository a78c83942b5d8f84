import type { RunEvent } from '@tradewright/core/run';
import { describe, expect, it } from 'vitest';
import { broken, eventsOf, LAW_TIMEOUT_MS, optionsOf, randomScenario } from './law.ts';
import { extrasOf } from './laws/extras.ts';
import { Grammar, type Manner } from './laws/grammar.ts';
import { grammarLaw } from './laws/grammar-law.ts';

const PARTIALS = { profitFracs: [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9], lossFracs: [0.4, 0.8] };
const TALKATIVE: Manner = { wants: ['idle', 'active', 'progress'], partials: PARTIALS };

async function talkative(seed: number): Promise<RunEvent[]> {
  const scenario = randomScenario(seed);
  return eventsOf(optionsOf(scenario, { ...extrasOf(seed, scenario.strategy), wants: TALKATIVE.wants, rules: { ...scenario.rules, partials: PARTIALS } }));
}

/** The first stream in which something is to be found, and where. */
async function streamWith(isIt: (event: RunEvent) => boolean): Promise<{ events: RunEvent[]; at: number }> {
  for (let seed = 1; seed < 500; seed++) {
    const events = await talkative(seed);
    const at = events.findIndex(isIt);
    if (at >= 0) return { events, at };
  }
  throw new Error('no stream has such an event');
}

describe('the grammar of events', () => {
  it('is kept by every run', async () => {
    expect(await broken(grammarLaw)).toBeNull();
  }, LAW_TIMEOUT_MS);

  it.each(['scheduled', 'opened', 'closed', 'cancelled'] as const)('notices when %s is missing', async (kind) => {
    const { events, at } = await streamWith((event) => event.kind === kind && !(kind === 'opened' && 'position' in event && !event.position.plan.waits));
    expect([Grammar.fault(events, TALKATIVE), Grammar.fault(events.toSpliced(at, 1), TALKATIVE)]).toEqual([null, expect.any(String)]);
  });

  it.each(['scheduled', 'opened', 'closed', 'cancelled', 'partial'] as const)('notices when %s is told twice', async (kind) => {
    const { events, at } = await streamWith((event) => event.kind === kind);
    expect(Grammar.fault(events.toSpliced(at, 0, events[at]!), TALKATIVE)).toEqual(expect.any(String));
  });

  it('notices events in the wrong order, and ones that nobody wanted', async () => {
    const { events, at } = await streamWith((event) => event.kind === 'closed');
    const swapped = events.with(at, events[at - 1]!).with(at - 1, events[at]!);
    const quiet: Manner = { wants: [], partials: PARTIALS };
    expect([Grammar.fault(swapped, TALKATIVE), Grammar.fault(events, quiet)]).toEqual([expect.any(String), expect.stringContaining('nobody wants')]);
  });

  it('notices a signal that begins after a stop', async () => {
    const { events, at } = await streamWith((event) => event.kind === 'scheduled' && event.atMs > Date.UTC(2024, 0, 1, 1));
    expect(Grammar.fault(events, { ...TALKATIVE, stoppedAfter: at - 3 })).toContain('told to stop');
  });

  it('is asked about streams that hold every event, every reason and every end', async () => {
    const told = new Set<string>();
    for (let seed = 1; seed <= 400; seed++) for (const event of await talkative(seed)) told.add(wordOf(event));
    expect([...told].toSorted()).toEqual([
      'active', 'cancelled rejected', 'cancelled stop-loss', 'cancelled timeout', 'cancelled timeout truncated', 'closed stop-loss', 'closed stop-loss ambiguous', 'closed take-profit',
      'closed take-profit ambiguous', 'closed time-expired', 'closed time-expired truncated', 'failed', 'gap', 'idle', 'opened', 'opened after waiting', 'partial loss', 'partial profit', 'progress',
      'refused by form', 'refused by limits', 'refused by risk', 'scheduled', 'waiting',
    ]);
  });
});

function wordOf(event: RunEvent): string {
  switch (event.kind) {
    case 'opened':
      return event.position.plan.waits ? 'opened after waiting' : 'opened';
    case 'partial':
      return `partial ${event.direction}`;
    case 'cancelled':
      return `cancelled ${event.reason}${event.truncated ? ' truncated' : ''}`;
    case 'closed':
      return `closed ${event.trade.reason}${event.trade.truncated ? ' truncated' : event.trade.ambiguous && event.trade.reason !== 'time-expired' ? ' ambiguous' : ''}`;
    case 'refused':
      return `refused by ${event.refusal.by}`;
    default:
      return event.kind;
  }
}
