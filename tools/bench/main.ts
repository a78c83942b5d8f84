import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { BENCHES, isBench } from './benches.ts';
import type { BenchResult } from './result.ts';
import { table } from './table.ts';

/** Runs benches one after another, each in a process of its own. `pnpm bench [names] [--json]` */
const args = process.argv.slice(2);
const json = args.includes('--json');
const names = args.filter((arg) => !arg.startsWith('-'));
const unknown = names.filter((name) => !isBench(name));
const flags = args.filter((arg) => arg.startsWith('-') && arg !== '--json');
if (unknown.length > 0 || flags.length > 0) {
  console.error(`No bench ${[...unknown, ...flags].join(', ')}; there are ${Object.keys(BENCHES).join(', ')}, and --json.`);
  process.exit(2);
}

async function inProcess(name: string): Promise<BenchResult> {
  const child = fork(fileURLToPath(new URL('one.ts', import.meta.url)), [name], { execArgv: ['--conditions=@tradewright/source', '--expose-gc'] });
  const exited = once(child, 'exit');
  const [message] = (await Promise.race([once(child, 'message'), exited])) as [unknown];
  if (typeof message !== 'object' || message === null) throw new Error(`bench ${name} ended without a result`);
  await exited;
  return message as BenchResult;
}

const results = new Map<string, BenchResult>();
for (const name of names.length > 0 ? names : Object.keys(BENCHES)) {
  if (!json) console.error(`${name} …`);
  results.set(name, await inProcess(name));
}
console.log(json ? JSON.stringify(Object.fromEntries(results)) : table(results));
process.exitCode = [...results.values()].every(({ holds }) => holds) ? 0 : 1;
