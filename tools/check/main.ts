// `node tools/check/main.ts [--quick] [part…]`: all parts, or the quick ones, or the ones named; then one line over all projects.
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { withLock } from '../fresh-machine/lock.mjs';
import { parts, quickParts, type Part } from './parts.ts';
import { lineOf, oneFailure, sum, type Tally } from './tally.ts';

const root = resolve(import.meta.dirname, '../..');

interface Outcome {
  readonly name: string;
  readonly tally: Tally;
  readonly seconds: number;
}

async function timed(name: string, part: Part): Promise<Outcome> {
  console.log(`\n── ${name} ${'─'.repeat(60 - name.length)}`);
  const startedAt = performance.now();
  const tally = await part(root).catch((error: unknown) => {
    console.error(error);
    return oneFailure;
  });
  return { name, tally, seconds: (performance.now() - startedAt) / 1000 };
}

async function runParts(names: readonly string[]): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const name of names) {
    const part = parts[name];
    if (part) outcomes.push(await timed(name, part));
  }
  return outcomes;
}

function report(outcomes: readonly Outcome[]): Tally {
  console.log('');
  for (const { name, tally, seconds } of outcomes) {
    console.log(`${name.padEnd(12)} ${seconds.toFixed(1).padStart(6)} s  ${tally.failed === 0 ? 'ok' : 'FAILED'}`);
  }
  const seconds = outcomes.reduce((total, one) => total + one.seconds, 0);
  console.log(`${'all'.padEnd(12)} ${seconds.toFixed(1).padStart(6)} s`);
  return sum(outcomes.map((one) => one.tally));
}

const { values, positionals: named } = parseArgs({ allowPositionals: true, options: { quick: { type: 'boolean', default: false } } });
const asked = named.length > 0 ? named : values.quick ? quickParts : Object.keys(parts);
const unknown = asked.filter((name) => !(name in parts));
if (unknown.length > 0) {
  console.error(`There is no part ${unknown.join(', ')}; the parts are ${Object.keys(parts).join(', ')}.`);
  process.exitCode = 2;
} else {
  const outcomes = await withLock(root, 'check', () => runParts(asked));
  const total = report(outcomes);
  console.log(lineOf(total));
  process.exitCode = total.failed === 0 ? 0 : 1;
}
