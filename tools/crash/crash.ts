import { mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Asked } from './arguments.ts';
import { Bundle } from './bundle.ts';
import { Lap } from './lap.ts';
import { groundOf } from './place.ts';
import { NOTHING_YET, sum, type Tally } from './tally.ts';

/** Kills the live app as often as asked for, lap after lap, and says what came of it. */
export async function crash({ store, cycles, seed, resume }: Asked, stop: AbortSignal, progress: (tally: Tally) => void): Promise<Tally> {
  let { tally, lap } = resume === undefined ? { tally: NOTHING_YET, lap: 0 } : await progressIn(resume, store, seed);
  await using app = await Bundle.make();
  await using ground = await groundOf(store);
  while (tally.cycles < cycles && !stop.aborted) {
    const directory = await mkdtemp(join(tmpdir(), 'tradewright-crash-'));
    try {
      const before = tally;
      tally = sum(tally, await new Lap(app.main, ground, directory, seed + lap++).run(cycles - tally.cycles, tally.cycles, (sofar) => progress(sum(before, sofar))));
    } finally {
      await rm(directory, { recursive: true, force: true });
    }
    if (resume !== undefined) await keep(resume, { store, seed, lap, tally });
  }
  return tally;
}

interface Kept {
  readonly store: string;
  readonly seed: number;
  readonly lap: number;
  readonly tally: Tally;
}

/** Where an earlier run came to; the beginning, where there is no file yet. */
async function progressIn(file: string, store: string, seed: number): Promise<{ tally: Tally; lap: number }> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (text === undefined) return { tally: NOTHING_YET, lap: 0 };
  const kept = JSON.parse(text) as Kept;
  if (kept.store !== store || kept.seed !== seed) throw new Error(`${file} holds the progress of --store ${kept.store} --seed ${kept.seed}, not of --store ${store} --seed ${seed}.`);
  return kept;
}

async function keep(file: string, kept: Kept): Promise<void> {
  await writeFile(`${file}.part`, JSON.stringify(kept));
  await rename(`${file}.part`, file);
}
