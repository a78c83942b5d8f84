import { rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { tryExample } from './example.ts';

const root = resolve(import.meta.dirname, '../..');
const folder = 'tools/check/.results/tried';

describe('an example', () => {
  afterAll(() => rmSync(join(root, folder), { recursive: true, force: true }));

  it('passes when it compiles and exits with 0, packages taken from their sources', () => {
    expect(tryExample(root, folder, "import * as core from '@tradewright/core';\nconsole.log(Object.keys(core));\n")).toBeUndefined();
  });

  it('fails when it does not type-check', () => {
    expect(tryExample(root, folder, "const two: number = 'two';\nconsole.log(two);\n")).toMatch(/does not type-check[\s\S]*TS2322/);
  });

  it('fails when it throws', () => {
    expect(tryExample(root, folder, "throw new Error('on purpose');\n")).toMatch(/does not run[\s\S]*on purpose/);
  });
});
