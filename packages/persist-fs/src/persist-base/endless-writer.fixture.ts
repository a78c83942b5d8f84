import { writeSync } from 'node:fs';
import { PersistBase } from './entities.ts';
import { change, idOf } from './endless-changes.fixture.ts';

// Writes and removes entities without end, and says when it begins and when it has done each change, until it is killed.
const [directory = '', from = '0'] = process.argv.slice(2);
const store = new PersistBase('signal', directory);
await store.waitForInit(true);
for (let n = Number(from); ; n++) {
  const entity = change(n);
  writeSync(1, `begin ${n}\n`);
  if (entity !== undefined) await store.writeValue(idOf(n), entity);
  else if (await store.hasValue(idOf(n))) await store.removeValue(idOf(n));
  writeSync(1, `done ${n}\n`);
}
