import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const workspace = resolve(import.meta.dirname, '../..');

const refused: readonly [rule: string, file: string, text: string][] = [
  ['tradewright(no-wall-clock)', 'packages/core/src/market/now.ts', 'export const at = Date.now();'],
  ['tradewright(no-wall-clock)', 'packages/core/src/run/today.ts', 'export const at = new Date();'],
  ['tradewright(no-wall-clock)', 'packages/core/src/run/text.ts', 'export const at = Date();'],
  ['tradewright(no-wall-clock)', 'packages/core/src/testing/chance.ts', "export const x = Math['random']();"],
  ['tradewright(no-await)', 'packages/core/src/machine/wait.ts', 'export const wait = async () => { await 1; };'],
  ['tradewright(no-await)', 'packages/core/src/machine/drain.ts', 'export async function drain(xs) { for await (const x of xs) x(); }'],
  ['tradewright(no-banned-file-name)', 'packages/core/src/market/candle-utils.ts', 'export {};'],
  ['tradewright(no-banned-file-name)', 'packages/risk/src/base.ts', 'export {};'],
  ['eslint(no-console)', 'packages/risk/src/shout.ts', "console.log('loud');"],
  ['typescript(no-explicit-any)', 'packages/risk/src/loose.ts', 'export const x = (y: any) => y;'],
  ['typescript(ban-ts-comment)', 'packages/risk/src/hidden.ts', '// @ts-ignore\nexport const x: string = 1;'],
  ['import(no-cycle)', 'packages/risk/src/ring.ts', "import { b } from './other.ts';\nexport const a = () => b;"],
];

const allowed: readonly [file: string, text: string][] = [
  ['packages/core/src/run/parse.ts', 'export const at = (ms) => new Date(ms);'],
  ['packages/core/src/run/shell.ts', 'export async function shell(x) { await x; }'],
  ['packages/core/src/machine/step.test.ts', 'export async function play(x) { await x; }'],
  ['packages/facade/src/persist-base.ts', 'export {};'],
  ['packages/risk/src/database.ts', 'export const at = Date.now();'],
  ['packages/risk/src/other.ts', "import { a } from './ring.ts';\nexport const b = () => a;"],
];

interface Diagnostic {
  readonly code: string;
  readonly filename: string;
}

describe('the linter', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tradewright-lint-'));
  let found: readonly Diagnostic[] = [];

  beforeAll(() => {
    cpSync(join(workspace, '.oxlintrc.json'), join(folder, '.oxlintrc.json'));
    cpSync(join(workspace, 'tools/oxlint-plugin'), join(folder, 'tools/oxlint-plugin'), {
      recursive: true,
      filter: (path) => !path.includes('node_modules'),
    });
    symlinkSync(join(workspace, 'node_modules'), join(folder, 'node_modules'));
    for (const [file, text] of [...refused.map(([, ...rest]) => rest), ...allowed]) {
      mkdirSync(dirname(join(folder, file)), { recursive: true });
      writeFileSync(join(folder, file), `${text}\n`);
    }
    const run = spawnSync(join(workspace, 'node_modules/.bin/oxlint'), ['--format=json', 'packages'], { cwd: folder, encoding: 'utf8' });
    found = (JSON.parse(run.stdout) as { diagnostics: Diagnostic[] }).diagnostics;
  });

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it.each(refused)('refuses by %s what stands in %s', (rule, file) => {
    expect(found.filter((one) => one.filename === file).map((one) => one.code)).toContain(rule);
  });

  it.each(allowed.filter(([file]) => !file.endsWith('other.ts')))('has nothing against %s', (file) => {
    expect(found.filter((one) => one.filename === file)).toEqual([]);
  });
});
