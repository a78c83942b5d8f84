import { StoreError } from '@tradewright/core';
import { once } from 'node:events';
import { FsStateStore } from '../src/index.ts';

/** Opens a store: at once (`hold`), when told (`race`), or to count up in it as fast as it can (`count`). */
const [directory = '', task] = process.argv.slice(2);
const say = (what: object): void => void process.stdout.write(JSON.stringify(what) + '\n');

if (task === 'race') {
  say({ opened: 0 });
  await once(process.stdin, 'data');
}
try {
  const store = await FsStateStore.open({ directory, segmentBytes: 20_000 });
  let version = (await store.load(['run:counter'])).get('run:counter')?.version ?? 0;
  say({ opened: version });
  while (task === 'count') {
    await store.commit({ writes: [{ key: 'run:counter', expected: version, value: { n: version } }], events: [] });
    say({ acknowledged: ++version });
  }
  process.stdin.resume();
} catch (cause) {
  say({ refused: cause instanceof StoreError ? cause.code : 'unknown', message: String(cause) });
  process.exit(1);
}
