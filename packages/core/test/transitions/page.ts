import { diagram } from './diagram.ts';
import { VARIANTS, type Transition } from './enumerate.ts';
import { INPUT_CLASSES } from './inputs.ts';
import { STATE_CLASSES } from './states.ts';

/** The command that writes the page anew. */
export const REWRITE = 'node --conditions=@tradewright/source packages/core/test/transitions.ts --write';

interface Row {
  readonly input: string;
  readonly rules: string;
  readonly next: string;
  readonly effects: string;
}

/** The whole page. */
export function page(all: readonly Transition[]): string {
  return [HEAD, diagram(all), ...sections(all), glossary()].join('\n\n') + '\n';
}

const HEAD = `# Transitions of the signal machine

Generated from the machine itself: every kind of state meets every kind of input under both trigger rules and both intrabar policies, long and short.
Do not edit; \`${REWRITE}\` writes it anew, and a test fails while the two differ.

How to read it: \`candle-range\` and \`vwap\` are the trigger rules (decision 14), \`stop-loss-first\` and \`take-profit-first\` the intrabar policies (decision 11);
an empty cell under *rules* means that all decide alike. Effects are what the machine asks its shell to do, in order. *Extremes noted*: the highest and lowest
price of the position's life were moved. Long and short do the same with prices mirrored; prices are told for a long position: entry 100, target 110, stop 95.
What an input is exactly stands at the end.`;

/** One section for each state, states that do the same together. */
function sections(all: readonly Transition[]): string[] {
  const rowsOfState = new Map(STATE_CLASSES.map(({ name }) => [name, rowsFor(all.filter(({ from }) => from.name === name))]));
  const byBody = new Map<string, string[]>();
  for (const { name, like } of STATE_CLASSES) {
    const rows = rowsOfState.get(name)!;
    const body = like === undefined ? plainBody(rows) : bodyLike(like, rowsOfState.get(like)!, rows);
    byBody.set(body, [...(byBody.get(body) ?? []), name]);
  }
  return [...byBody].map(([body, names]) => `## ${names.map(capital).join('; ')}\n\n${body}`);
}

function rowsFor(met: readonly Transition[]): Row[] {
  return INPUT_CLASSES.flatMap(({ name }) => rowsOf(name, met.filter(({ by }) => by.name === name)));
}

function plainBody(rows: readonly Row[]): string {
  return `${table(rows)}\n\nEverything else: nothing.`;
}

/** Only the inputs that do something else than in the state it is like. */
function bodyLike(like: string, base: readonly Row[], rows: readonly Row[]): string {
  const of = (given: readonly Row[], name: string): Row[] => given.filter(({ input }) => input === name);
  const others = INPUT_CLASSES.filter(({ name }) => JSON.stringify(of(base, name)) !== JSON.stringify(of(rows, name)));
  const differing = others.flatMap(({ name }) => (of(rows, name).length > 0 ? of(rows, name) : [{ input: name, rules: '', next: 'no change', effects: '' }]));
  return `As *${like}*, but for these inputs, of which all there is to say is said here:\n\n${table(differing)}`;
}

/** Inputs that come to the same stand in one row. */
function table(rows: readonly Row[]): string {
  const merged = new Map<string, Row>();
  for (const row of rows) {
    const key = JSON.stringify([row.rules, row.next, row.effects]);
    const before = merged.get(key);
    merged.set(key, before === undefined ? row : { ...before, input: `${before.input}<br>${row.input}` });
  }
  const lines = [...merged.values()].map(({ input, rules, next, effects }) => `| ${input} | ${rules} | ${next} | ${effects === '' ? '–' : effects} |`);
  return ['| input | rules | next state | effects |', '|---|---|---|---|', ...lines].join('\n');
}

/** A row for each way an input can go; variants that go the same way share one. */
function rowsOf(input: string, met: readonly Transition[]): Row[] {
  const ways = new Map<string, { row: Omit<Row, 'rules'>; variants: string[] }>();
  for (const { words, variant } of met) {
    if (words === null) continue;
    const key = JSON.stringify(words);
    const way = ways.get(key) ?? { row: { input, ...words }, variants: [] };
    way.variants.push(variant);
    ways.set(key, way);
  }
  return [...ways.values()].map(({ row, variants }) => ({ ...row, rules: rulesWords(variants) }));
}

/** The shortest words for a set of variants. */
function rulesWords(variants: readonly string[]): string {
  const names = Object.keys(VARIANTS);
  if (variants.length === names.length) return '';
  for (const word of ['candle-range', 'vwap', 'stop-loss-first', 'take-profit-first']) {
    const covered = names.filter((name) => name.split(', ').includes(word));
    if (covered.length === variants.length && covered.every((name) => variants.includes(name))) return word;
  }
  return variants.join(' or ');
}

function glossary(): string {
  const lines = INPUT_CLASSES.map(({ name, meaning }) => `| ${name} | ${meaning} |`);
  return `## The inputs\n\nWhere nothing else is said a candle's VWAP is 102 and no progress has been made.\n\n| input | what it is |\n|---|---|\n${lines.join('\n')}`;
}

function capital(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}
