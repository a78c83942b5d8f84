// `pnpm crowd [--minutes N] [--json]`: 8 processes with 50 symbols each want 5 slots on one PostgreSQL. 1: there was a sixth, or one stayed free; 2: mistyped.
import { parseArgs } from 'node:util';
import { testServer } from '@tradewright/pg-testing';
import { crowd } from './crowd.ts';

const { values } = parseArgs({ options: { minutes: { type: 'string', default: '1' }, json: { type: 'boolean', default: false } } });
const minutes = Number(values.minutes);
if (!(minutes > 0 && minutes < Infinity)) {
  console.error('Usage: pnpm crowd [--minutes N] [--json]');
  process.exitCode = 2;
} else {
  await using server = await testServer();
  await using database = await server.freshDatabase();
  const shown = process.stderr.isTTY && !values.json;
  const { faults, ...figures } = await crowd(database, minutes * 60_000, (ticks) => shown && process.stderr.write(`\r${ticks} ticks `));
  if (shown) process.stderr.write('\n');
  console.log(JSON.stringify({ ...figures, faults: faults.slice(0, 10), holds: faults.length === 0 }));
  process.exitCode = faults.length === 0 ? 0 : 1;
}
