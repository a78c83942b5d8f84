import { candleSourceCases, riskRuleCases, sizerCases } from '@tradewright/core/testing';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createTree } from '@nx/devkit/testing';
import { expect, it, onTestFinished } from 'vitest';
import adapter from './generator.ts';
import { TemporaryWorkspace, workspace } from './temporary-workspace.ts';

const page = readFileSync(join(workspace, 'docs/write-an-adapter.md'), 'utf8');
const blocks = [...page.matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map(([, text]) => text!);
const [source, test, exchange, rule, sizer, decisions, limits] = blocks as [string, string, string, string, string, string, string];

it('whoever does what docs/write-an-adapter.md says has an adapter, a rule and a sizer that are green', async () => {
  const own = new TemporaryWorkspace();
  onTestFinished(() => own[Symbol.dispose]());
  const tree = createTree();
  adapter(tree, { name: 'my-exchange', skipInstall: true });
  own.take(tree);
  own.write('packages/my-exchange/src/my-exchange-source.ts', source);
  own.write('packages/my-exchange/src/my-exchange-source.test.ts', test);
  own.write('packages/my-exchange/src/one-a-day.ts', rule);
  own.write('packages/my-exchange/src/a-tenth.ts', sizer);
  own.write('packages/my-exchange/src/one-a-day.test.ts', decisions);
  expect(await own.lint('packages/my-exchange')).toEqual({ code: 0, output: expect.stringContaining('0 errors') });
  for (const config of ['tsconfig.json', 'tsconfig.test.json']) expect(await own.run('tsc', ['-p', `packages/my-exchange/${config}`])).toEqual({ code: 0, output: '' });
  own.write('my-exchange.ts', exchange);
  own.write('limits.ts', limits);
  const paths = { '@tradewright/core/run': [join(workspace, 'packages/core/src/run/index.ts')], tradewright: [join(workspace, 'packages/facade/src/index.ts')], '@tradewright/core': [join(workspace, 'packages/core/src/index.ts')] };
  own.write('tsconfig.json', JSON.stringify({ extends: './tsconfig.base.json', compilerOptions: { types: ['node'], isolatedDeclarations: false, paths }, files: ['my-exchange.ts', 'limits.ts'] }));
  expect(await own.run('tsc', ['-p', '.'])).toEqual({ code: 0, output: '' });
  expect(await own.run('vitest', ['run', '--root', 'packages/my-exchange'])).toMatchObject({ code: 0, output: expect.stringMatching(new RegExp(`Tests +${candleSourceCases.length + riskRuleCases.length + sizerCases.length} passed`)) });
});
