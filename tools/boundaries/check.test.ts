import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { check, type Violation } from './check.ts';
import { TemporaryWorkspace } from './temporary-workspace.ts';

const adapter = (name: string, dependency: string): string =>
  JSON.stringify({ name: `@tradewright/${name}`, nx: { tags: ['layer:adapter'] }, peerDependencies: { [dependency]: 'workspace:*' } });

const refused: readonly [what: string, file: string, text: string, because: RegExp][] = [
  ['market importing run', 'packages/core/src/market/x.ts', "import '../run/index.ts';", /market stands below run/],
  ['market importing a type of signal', 'packages/core/src/market/x.ts', "import type { S } from '../signal/signal.ts';", /market stands below signal/],
  ['signal importing ports inside a type', 'packages/core/src/signal/x.ts', "export type S = import('../ports/clock.ts').Clock;", /signal stands below ports/],
  ['ports importing machine', 'packages/core/src/ports/x.ts', "export { step } from '../machine/step.ts';", /ports stands below machine/],
  ['machine importing run', 'packages/core/src/machine/x.ts', "export const late = (): unknown => import('../run/index.ts');", /machine stands below run/],
  ['run importing testing', 'packages/core/src/run/x.ts', "import '../testing/index.ts';", /run stands below testing/],
  ['units importing market', 'packages/core/src/units.ts', "import './market/candle.ts';", /stands below market/],
  ['a folder of core nobody placed', 'packages/core/src/misc/x.ts', "import '../units.ts';", /has no place/],
  ['core importing a Node module', 'packages/core/src/market/x.ts', "import 'node:fs';", /does no I\/O/],
  ['core importing a computed module', 'packages/core/src/run/x.ts', "const n = 'node:' + 'fs'; export const f = (): unknown => import(n);", /plain text/],
  ['core importing a library', 'packages/core/src/market/x.ts', "import 'csv-parse';", /takes nothing from outside, not csv-parse/],
  ['core importing a test library', 'packages/core/src/testing/x.ts', "import 'fast-check';", /takes nothing from outside/],
  ['core importing the facade', 'packages/core/src/run/x.ts', "import 'tradewright';", /layer core may import nothing/],
  ['an adapter importing the facade', 'packages/exchange-files/src/x.ts', "import 'tradewright';", /layer adapter may import core/],
  ['an adapter importing a library of another', 'packages/exchange-files/src/x.ts', "import 'rxjs';", /takes csv-parse from outside, not rxjs/],
  ['the facade importing an adapter', 'packages/facade/src/x.ts', "import '@tradewright/exchange-files';", /layer facade may import core, domain, research/],
  ['typedi outside its home', 'packages/facade/src/registry.ts', "import { Container } from 'typedi';", /typedi lives in src\/\{tokens,container\} only/],
  ['a path that is not exported', 'packages/facade/src/x.ts', "import '@tradewright/core/src/units.ts';", /does not export/],
  ['a relative path into another package', 'packages/facade/src/x.ts', "import '../../core/src/units.ts';", /leaves the package/],
  ['the testing entry outside tests', 'packages/facade/src/x.ts', "import '@tradewright/core/testing';", /is for tests/],
  ['a source importing a test', 'packages/facade/src/x.ts', "import './y.test.ts';", /imports a test/],
  ['an adapter importing the server of its tests', 'packages/persist-postgres/src/x.ts', "import '@tradewright/pg-testing';", /layer adapter may import core/],
  ['an adapter importing the kit of the programs', 'packages/exchange-files/src/x.ts', "import '@tradewright/cli-kit';", /layer adapter may import core/],
  ['the kit importing a program', 'packages/cli-kit/src/x.ts', "import '@tradewright/app-backtest';", /layer kit may import core, domain, adapter, facade/],
  ['a source importing a fixture', 'packages/facade/src/x.ts', "import './y.fixture.ts';", /imports a test/],
  ['require, too', 'packages/exchange-files/src/x.cjs', "require('rxjs');", /not rxjs/],
];

const allowed: readonly [what: string, file: string, text: string][] = [
  ['run importing all below', 'packages/core/src/run/x.ts', "import '../machine/step.ts';\nimport '../market/candle.ts';\nimport '../units.ts';"],
  ['a test of core using testing and fast-check', 'packages/core/src/market/x.test.ts', "import 'fast-check';\nimport 'node:fs';\nimport '../testing/index.ts';"],
  ['a fixture of core using testing', 'packages/core/src/run/x.fixture.ts', "import '../testing/index.ts';"],
  ['a law of core using its public name', 'packages/core/test/x.test.ts', "import '@tradewright/core/run';"],
  ['an adapter importing core and Node', 'packages/exchange-files/src/x.ts', "import 'node:fs';\nimport '@tradewright/core';\nimport 'csv-parse/sync';"],
  ['an app importing all', 'apps/backtest/src/x.ts', "import 'tradewright';\nimport '@tradewright/exchange-files';\nimport 'commander';"],
  ['a test of an adapter importing the server of its tests', 'packages/persist-postgres/src/x.test.ts', "import '@tradewright/pg-testing';"],
  ['typedi at home', 'packages/facade/src/container.ts', "import 'typedi';"],
  ['an import in a comment or a string', 'packages/core/src/market/x.ts', "// import 'rxjs';\nexport const s: string = \"import 'rxjs'\";"],
];

describe('module boundaries', () => {
  const copy = new TemporaryWorkspace('manifests');
  const written: string[] = [];
  const write = (file: string, text: string): void => {
    written.push(file);
    copy.write(file, text);
  };

  const violationsIn = (place: string): Violation[] => check(copy.root).filter((one) => one.where.startsWith(place));

  beforeEach(() => {
    for (const file of written.splice(0)) copy.remove(file);
  });
  afterAll(() => copy[Symbol.dispose]());

  it.each(refused)('refuse %s', (_what, file, text, because) => {
    write(file, text);
    const reasons = violationsIn(`${file}:`).map((one) => one.what);
    expect(reasons.join('\n')).toMatch(because);
  });

  it.each(allowed)('allow %s', (_what, file, text) => {
    write(file, text);
    expect(violationsIn(`${file}:`)).toEqual([]);
  });

  it('refuse an adapter that imports an adapter, in its manifest and in its source', () => {
    write('packages/exchange-other/package.json', adapter('exchange-other', '@tradewright/exchange-files'));
    write('packages/exchange-other/src/index.ts', "import '@tradewright/exchange-files';");
    expect(violationsIn('packages/exchange-other')).toMatchObject([
      { where: 'packages/exchange-other/package.json', what: 'layer adapter may import core, not @tradewright/exchange-files (layer adapter)' },
      { where: 'packages/exchange-other/src/index.ts:1' },
    ]);
  });

  it('refuse an import that the manifest does not bring along', () => {
    write('packages/exchange-other/package.json', adapter('exchange-other', 'left-pad'));
    write('packages/exchange-other/src/index.ts', "import '@tradewright/core';");
    expect(violationsIn('packages/exchange-other').map((one) => one.what)).toEqual([
      "'@tradewright/core': @tradewright/core is not among the dependencies of @tradewright/exchange-other",
    ]);
  });

  it('refuse a package without a layer', () => {
    write('packages/stray/package.json', JSON.stringify({ name: '@tradewright/stray' }));
    expect(check(copy.root).map((one) => one.where)).toContain('packages/stray/package.json');
  });

  it('fail the build: the command names file and line and exits 1', () => {
    write('packages/core/src/market/x.ts', "\nimport '../run/index.ts';");
    const run = spawnSync(process.execPath, [join(import.meta.dirname, 'main.ts'), copy.root], { encoding: 'utf8' });
    expect(run.stderr).toContain('packages/core/src/market/x.ts:2');
    expect(run.status).toBe(1);
  });
});
