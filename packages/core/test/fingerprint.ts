import { createHash } from 'node:crypto';
import { argv } from 'node:process';
import { fileURLToPath } from 'node:url';
import { eventsOf, optionsOf, randomScenario } from './law.ts';

/** A hash over every event of the first `runs` random scenarios. */
export async function fingerprint(runs: number): Promise<string> {
  const hash = createHash('sha256');
  for (let seed = 1; seed <= runs; seed++) hash.update(JSON.stringify(await eventsOf(optionsOf(randomScenario(seed)))));
  return hash.digest('hex');
}

if (argv[1] === fileURLToPath(import.meta.url)) console.log(await fingerprint(Number(argv[2])));
