import { candleSourceCases } from '@tradewright/core/testing';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createTree } from '@nx/devkit/testing';
import { expect, it, onTestFinished } from 'vitest';
import adapter from './generator.ts';
import { TemporaryWorkspace, workspace } from './temporary-workspace.ts';

const page = readFileSync(join(workspace, 'docs/write-an-adapter.md'), 'utf8');
const [source, test, exchange] = [...page.matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map(([, text]) => text!) as [string, string, string];

it('whoever does what docs/write-an-adapter.md says has an adapter that is green', async () => {
  const own = new TemporaryWorkspace();
  onTestFinished(() => own[Symbol.dispose]());
  const tree = createTree();
  adapter(tree, { name: 'my-exchange', skipInstall: true });
  own.take(tree);
  own.write('packages/my-exchange/src/my-exchange-source.ts', source);
  own.write('packages/my-exchange/src/my-exchange-source.test.ts', test);
  expect(await own.lint('packages/my-exchange')).toEqual({ code: 0, output: expect.stringContaining('0 errors') });
  for (const config of ['tsconfig.json', 'tsconfig.test.json']) expect(await own.run('tsc', ['-p', `packages/my-exchange/${config}`])).toEqual({ code: 0, output: '' });
  own.write('my-exchange.ts', exchange);
  const paths = { tradewright: [join(workspace, 'packages/facade/src/index.ts')], '@tradewright/core': [join(workspace, 'packages/core/src/index.ts')] };
  own.write('tsconfig.json', JSON.stringify({ extends: './tsconfig.base.json', compilerOptions: { types: ['node'], isolatedDeclarations: false, paths }, files: ['my-exchange.ts'] }));
  expect(await own.run('tsc', ['-p', '.'])).toEqual({ code: 0, output: '' });
  expect(await own.run('vitest', ['run', '--root', 'packages/my-exchange'])).toMatchObject({ code: 0, output: expect.stringMatching(new RegExp(`Tests +${candleSourceCases.length} passed`)) });
});
