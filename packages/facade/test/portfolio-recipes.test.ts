import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const facade = fileURLToPath(new URL('../', import.meta.url));
const page = readFileSync(join(facade, '../../docs/portfolio-recipes.md'), 'utf8');
const blocks = (language: string): string[] => [...page.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\`$`, 'gm'))].map(([, text]) => text!);

it('the five recipes of docs/portfolio-recipes.md run as they stand, and print what stands under them', { timeout: 120_000 }, () => {
  const [market, ...recipes] = blocks('ts');
  const place = join(facade, '.results', 'recipes');
  try {
    mkdirSync(place, { recursive: true });
    writeFileSync(join(place, 'market.ts'), market!);
    recipes.forEach((recipe, i) => writeFileSync(join(place, `recipe-${i + 1}.ts`), recipe));
    const all = recipes.map((_, i) => `await import('./recipe-${i + 1}.ts'); console.log('---');`).join('\n');
    writeFileSync(join(place, 'all.ts'), all);
    const { status, stdout, stderr } = spawnSync(process.execPath, ['--conditions=@tradewright/source', join(place, 'all.ts')], { encoding: 'utf8', timeout: 110_000 });
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout.split('---\n').slice(0, -1)).toEqual(blocks('text'));
    expect(recipes).toHaveLength(5);
  } finally {
    rmSync(place, { recursive: true, force: true });
  }
});
