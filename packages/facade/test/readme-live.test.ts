import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const facade = fileURLToPath(new URL('../', import.meta.url));

it('the replay in the README runs, and its state can be found afterwards', () => {
  const live = /^## Live$([\s\S]*?)^## /m.exec(readFileSync(join(facade, 'README.md'), 'utf8'))![1]!;
  const example = [...live.matchAll(/^```ts\n([\s\S]*?)^```/gm)].map(([, code]) => code!).find((code) => code.startsWith('import '))!;
  const place = join(facade, '.results', 'readme-live');
  const directory = mkdtempSync(join(tmpdir(), 'tw-readme-'));
  try {
    mkdirSync(place, { recursive: true });
    writeFileSync(join(place, 'example.ts'), example);
    const { status, stdout, stderr } = spawnSync(process.execPath, ['--conditions=@tradewright/source', join(place, 'example.ts')], { cwd: directory, encoding: 'utf8', timeout: 110_000 });
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout.trim().split('\n')).toEqual(Array.from({ length: 4 }, () => expect.stringMatching(/^2024-01-0[12]T.* take_profit 1\.[0-9]+ %$/)));
    expect(readdirSync(join(directory, 'dump', 'data', 'journal')).length).toBeGreaterThan(0);
  } finally {
    rmSync(place, { recursive: true, force: true });
    rmSync(directory, { recursive: true });
  }
});
