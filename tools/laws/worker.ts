import { parentPort, workerData } from 'node:worker_threads';
import { load, type Law, type LawEntry, type Registry } from './registry.ts';
import { runSlice } from './run-slice.ts';
import type { Slice } from './slices.ts';

/** One job: answers every slice with what it came to, until nobody listens. */
const { registry, at } = workerData as { registry: URL; at: Int32Array };
const { LAWS } = (await import(String(registry))) as { LAWS: Registry };
const loaded = new Map<string, Law>();

async function lawOf(name: string, entry: LawEntry | undefined): Promise<Law> {
  const known = loaded.get(name);
  if (known !== undefined) return known;
  if (entry === undefined) throw new Error(`There is no law ${name}.`);
  const law = await load(entry);
  loaded.set(name, law);
  return law;
}

parentPort?.on('message', ({ law, fromSeed, count }: Slice) => {
  void lawOf(law, LAWS[law])
    .then((run) => runSlice(run, fromSeed, count, (seed) => Atomics.store(at, 0, seed)))
    .then((result) => parentPort?.postMessage(result), (error: unknown) => setImmediate(() => {
      throw error;
    }));
});
