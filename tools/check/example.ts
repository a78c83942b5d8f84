import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const timeLimitMs = 60_000;

const configuration = (root: string): string =>
  JSON.stringify({
    extends: join(root, 'tsconfig.base.json'),
    compilerOptions: { types: ['node'], isolatedDeclarations: false },
    files: ['example.ts'],
  });

function complaint(title: string, program: string, args: readonly string[], cwd: string): string | undefined {
  const run = spawnSync(program, args, { cwd, encoding: 'utf8', timeout: timeLimitMs, stdio: ['ignore', 'pipe', 'pipe'] });
  return run.status === 0 ? undefined : `${title}\n${run.error?.message ?? ''}${run.stdout}${run.stderr}`.trim();
}

/** Why an example does not type-check or run from the sources, inside the folder whose imports it uses; undefined when it does. */
export function tryExample(root: string, folder: string, text: string): string | undefined {
  const place = join(root, folder, '.results/readme');
  rmSync(place, { recursive: true, force: true });
  mkdirSync(place, { recursive: true });
  writeFileSync(join(place, 'example.ts'), text);
  writeFileSync(join(place, 'tsconfig.json'), configuration(root));
  return (
    complaint('has an example that does not type-check:', join(root, 'node_modules/.bin/tsc'), ['-p', '.'], place) ??
    complaint('has an example that does not run:', process.execPath, ['--conditions=@tradewright/source', 'example.ts'], place)
  );
}
