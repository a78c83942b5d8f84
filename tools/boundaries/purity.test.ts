import { spawnSync } from 'node:child_process';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TemporaryWorkspace } from './temporary-workspace.ts';

const tsc = resolve(import.meta.dirname, '../../node_modules/.bin/tsc');

const trespasses: readonly [what: string, file: string, text: string][] = [
  ['imports node:fs', 'disk', "import { readFileSync } from 'node:fs';\nexport const text: string = readFileSync('x', 'utf8');"],
  ['imports fs', 'disk-by-old-name', "import * as fs from 'fs';\nexport const has: boolean = fs.existsSync('x');"],
  ['uses console', 'shout', "console.log('loud');\nexport {};"],
  ['uses setTimeout', 'timer', 'setTimeout(() => {}, 1);\nexport {};'],
  ['uses process', 'host', 'export const home: string | undefined = process.env.HOME;'],
  ['uses fetch', 'network', "export const page: Promise<unknown> = fetch('http://localhost');"],
  ['uses performance', 'stopwatch', 'export const at: number = performance.now();'],
  ['uses AbortSignal', 'abort', 'export const stop: AbortSignal | undefined = undefined;'],
  ['uses Buffer', 'bytes', 'export const bytes: unknown = Buffer.from([1]);'],
  ['reaches the host through globalThis', 'back-door', 'export const home: unknown = globalThis.process;'],
];

describe('the compiler keeps I/O out of core', () => {
  const copy = new TemporaryWorkspace('with sources');
  let output = '';

  beforeAll(() => {
    for (const [, file, text] of trespasses) copy.write(`packages/core/src/market/trespass-${file}.ts`, text);
    copy.write('packages/core/src/market/trespass-none.ts', 'export const two: number = Math.sqrt(4);');
    const run = spawnSync(tsc, ['--pretty', 'false', '-p', 'tsconfig.json'], { cwd: join(copy.root, 'packages/core'), encoding: 'utf8' });
    output = run.stdout;
  });

  afterAll(() => copy[Symbol.dispose]());

  it.each(trespasses)('refuses a file that %s', (_what, file) => {
    expect(output).toContain(`trespass-${file}.ts(`);
  });

  it('has nothing against a file that only computes', () => {
    expect(output).not.toContain('trespass-none.ts');
  });
});
