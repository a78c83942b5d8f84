import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, it } from 'vitest';
import { CommandBench } from './testing/index.ts';

const source = JSON.stringify(fileURLToPath(new URL('./interruption.ts', import.meta.url)));
const bench = new CommandBench('', 'interruption');
afterAll(() => bench[Symbol.dispose]());

it('an interruption that comes twice ends the process at once', async () => {
  const script = `import { Interruption } from ${source};
const interruption = new Interruption({ sentences: {} });
console.error('ready');
interruption.signal.addEventListener('abort', () => setTimeout(() => console.error('still here'), 300));
setInterval(() => undefined, 1000);`;
  const directory = bench.directoryWith({ 'script.mts': script });
  const { child, ended, says } = bench.start(directory, [], { script: join(directory, 'script.mts') });
  await says('ready');
  child.kill('SIGINT');
  await says('still here');
  child.kill('SIGINT');
  expect(await ended).toMatchObject({ code: 130 });
});
