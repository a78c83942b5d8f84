// `pnpm duel --rounds N [--seed S] [--json]`: two processes on one database. 1: both traded, or somebody wrote who had lost; 2: mistyped.
import { parseArgs } from 'node:util';
import { testServer } from '@tradewright/pg-testing';
import { Bundle } from './bundle.ts';
import { Duel, LEASE_MS, type Round } from './duel.ts';

const { values } = parseArgs({ options: { rounds: { type: 'string', default: '10' }, seed: { type: 'string', default: '1' }, json: { type: 'boolean', default: false } } });
const [rounds, seed] = [Number(values.rounds), Number(values.seed)];
if (!(Number.isSafeInteger(rounds) && rounds > 0 && Number.isSafeInteger(seed) && seed >= 0)) {
  console.error('Usage: pnpm duel --rounds N [--seed S] [--json]');
  process.exitCode = 2;
} else {
  const results: Round[] = [];
  await using app = await Bundle.make();
  await using server = await testServer();
  for (let round = 0; round < rounds; round++) {
    results.push(await Duel.fight(app.main, server, seed + round, round % 2 === 0 ? 'kill' : 'stop'));
    if (process.stderr.isTTY && !values.json) process.stderr.write(`\r${results.length} of ${rounds} rounds `);
  }
  const faults = results.flatMap((result, i) => result.faults.map((fault) => `round ${i + 1} (${result.blow}, seed ${seed + i}): ${fault}`));
  const takeovers = results.map(({ takeoverMs }) => takeoverMs).sort((a, b) => a - b);
  const holds = faults.length === 0;
  console.log(JSON.stringify({ rounds, kills: results.filter(({ blow }) => blow === 'kill').length, stops: results.filter(({ blow }) => blow === 'stop').length, undisturbed: results.filter(({ undisturbed }) => undisturbed).length, leaseMs: LEASE_MS, takeoverMs: { median: Math.round(takeovers[takeovers.length >> 1]!), longest: Math.round(takeovers.at(-1)!) }, faults: faults.slice(0, 10), holds }));
  process.exitCode = holds ? 0 : 1;
}
