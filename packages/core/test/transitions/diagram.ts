import type { EngineState } from '../../src/signal/state.ts';
import type { Transition } from './enumerate.ts';

const NODES: Readonly<Record<string, string>> = {
  idle: 'idle',
  scheduled: 'scheduled',
  entering: 'scheduled, entry order out',
  opened: 'opened',
  active: 'active',
  leaving: 'exit order out',
  closed: 'closed',
  cancelled: 'cancelled',
};

function nodeOf(state: EngineState): string {
  if (state.kind === 'scheduled') return state.orderId === null ? 'scheduled' : 'entering';
  if (state.kind === 'opened' || state.kind === 'active') return state.exitOrderId === null ? state.kind : 'leaving';
  return state.kind;
}

/** Who becomes what by which kind of input, as a mermaid diagram. */
export function diagram(all: readonly Transition[]): string {
  const arrows = new Map<string, Set<string>>();
  for (const { before, after, by, words } of all) {
    const [from, to] = [nodeOf(before), nodeOf(after)];
    if (words === null || from === to) continue;
    const key = `${from} --> ${to}`;
    arrows.set(key, (arrows.get(key) ?? new Set()).add(by.arrow));
  }
  return [
    '```mermaid',
    'stateDiagram-v2',
    ...Object.entries(NODES).map(([id, name]) => `  state "${name}" as ${id}`),
    '  [*] --> idle',
    ...[...arrows].map(([arrow, inputs]) => `  ${arrow} : ${[...inputs].join(', ')}`),
    '```',
  ].join('\n');
}
