import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createTree } from '@nx/devkit/testing';
import { expect, it, onTestFinished } from 'vitest';
import adapter from './generator.ts';
import { PORTS } from './ports.ts';
import { TemporaryWorkspace } from './temporary-workspace.ts';

const allPorts = Object.keys(PORTS);

/** A workspace with a new adapter for each of these ports. */
function workspaceOf(ports: readonly string[]): TemporaryWorkspace {
  const workspace = new TemporaryWorkspace();
  onTestFinished(() => workspace[Symbol.dispose]());
  for (const port of ports) {
    const tree = createTree();
    adapter(tree, { name: `my-${port}`, port, skipInstall: true });
    workspace.take(tree);
  }
  workspace.write('vitest.config.ts', `export default { test: { projects: ['packages/my-*/vitest.config.ts'] } };`);
  return workspace;
}

interface Told {
  readonly testResults: readonly {
    readonly name: string;
    readonly assertionResults: readonly { readonly title: string; readonly status: 'passed' | 'failed'; readonly failureMessages: readonly string[] }[];
  }[];
}

/** Runs all suites, and tells how each case ended. */
async function casesOf(workspace: TemporaryWorkspace): Promise<{ readonly port: string; readonly title: string; readonly failure: string | undefined }[]> {
  const { output } = await workspace.run('vitest', ['run', '--reporter=json', '--outputFile=told.json']);
  let told: Told;
  try {
    told = JSON.parse(readFileSync(join(workspace.root, 'told.json'), 'utf8')) as Told;
  } catch (cause) {
    throw new Error(`vitest told nothing: ${output}`, { cause });
  }
  return told.testResults.flatMap(({ name, assertionResults }) =>
    assertionResults.map(({ title, status, failureMessages }) => ({
      port: allPorts.find((port) => name.includes(`/my-${port}/`))!,
      title,
      failure: status === 'passed' ? undefined : failureMessages.join('\n'),
    })),
  );
}

it('every generated package type-checks', async () => {
  const workspace = workspaceOf(allPorts);
  for (const config of ['tsconfig.json', 'tsconfig.test.json']) {
    // One program for all of them takes a second, one each takes ten.
    const own = JSON.parse(readFileSync(join(workspace.root, `packages/my-clock/${config}`), 'utf8')) as object;
    workspace.write(config, JSON.stringify({ ...own, extends: './tsconfig.base.json', include: allPorts.map((port) => `packages/my-${port}/src`) }));
    expect(await workspace.run('tsc', ['-p', config])).toEqual({ code: 0, output: '' });
  }
});

it('every generated package passes the linter', async () => {
  const workspace = workspaceOf(allPorts);
  expect(await workspace.lint(...allPorts.map((port) => `packages/my-${port}`))).toEqual({ code: 0, output: expect.stringContaining('0 errors') });
});

it('every suite is wired, and red because nothing is written yet', async () => {
  const all = await casesOf(workspaceOf(allPorts));
  for (const port of allPorts) {
    const own = all.filter((one) => one.port === port);
    const red = own.filter(({ failure }) => failure !== undefined);
    // A few cases ask for nothing that a port that always fails would not do.
    expect(red.length, `${port}: ${red.length} of ${own.length}`).toBeGreaterThan(own.length * 0.8);
    const unwritten = red.filter(({ failure }) => failure!.includes('is not written yet.'));
    expect(unwritten.length, `${port}: ${unwritten.length} of ${red.length} red ones`).toBeGreaterThan(red.length / 2);
  }
});

it('a suite turns green when its file is written and the test hands the candles in', async () => {
  const workspace = workspaceOf(['candle-source', 'broker']);
  const folder = 'packages/my-candle-source/src/my-candle-source';
  workspace.write(`${folder}.ts`, `import { ArraySource } from '@tradewright/core/testing';\n\nexport class MyCandleSource extends ArraySource {}\n`);
  workspace.write(
    `${folder}.test.ts`,
    readFileSync(join(workspace.root, `${folder}.test.ts`), 'utf8')
      .replace('(_candles) => new MyCandleSource()', '(candles) => new MyCandleSource(candles)')
      .replace('(_candles, _nowMs) => new MyCandleSource()', '(candles, nowMs) => new MyCandleSource(candles.filter(({ openTimeMs }) => openTimeMs + 60_000 <= nowMs))'),
  );
  workspace.write(
    'packages/my-broker/src/my-broker.ts',
    `import { PaperBroker } from '@tradewright/core/testing';\n\nexport class MyBroker extends PaperBroker {\n  constructor() {\n    super({ feeFrac: 0.001, slippageFrac: 0.001 });\n  }\n}\n`,
  );
  const all = await casesOf(workspace);
  expect(all.map(({ port }) => port)).toEqual(expect.arrayContaining(['candle-source', 'broker']));
  expect(all.filter(({ failure }) => failure !== undefined)).toEqual([]);
});
