import { existsSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from './run.ts';
import { lineOf, oneFailure, sum, type Tally } from './tally.ts';
import { readTally } from './vitest-result.ts';

/** Each file of tests has a process of its own: what they all load is compiled once. */
const COMPILED = join(tmpdir(), 'tradewright-tests-compiled');

/** Folders with tests: the same file makes vitest and nx see them. */
function testedFolders(root: string): string[] {
  return ['packages', 'apps', 'tools']
    .flatMap((group) => readdirSync(join(root, group)).map((name) => `${group}/${name}`))
    .filter((folder) => existsSync(join(root, folder, 'vitest.config.ts')));
}

/**
 * Runs the tests of every project and adds up their reports. Two projects at a time: each could use all cores, but many of
 * their tests wait for processes, servers and disks.
 *
 * @param isBuilt - what the sources say now, so that programs can be tested as they are built
 */
export async function runTests(root: string, isBuilt: boolean): Promise<Tally> {
  const reports = testedFolders(root).map((folder) => ({ folder, file: join(root, folder, '.results/test.json') }));
  // Whatever is there afterwards is of this run, or nx brought it back for the same inputs.
  for (const { file } of reports) rmSync(file, { force: true });
  const isGood = await run(root, 'nx', ['run-many', '-t', 'test', '--parallel=2', '--outputStyle=static', '--nxBail=false'], { NODE_COMPILE_CACHE: COMPILED, ...(isBuilt ? { TRADEWRIGHT_TEST_BUILT: '1' } : {}) });
  const tallies = reports.map(({ folder, file }) => {
    const tally = readTally(file);
    console.log(`${folder.padEnd(28)} ${lineOf(tally)}`);
    return tally;
  });
  const total = sum(tallies);
  return isGood || total.failed > 0 ? total : sum([total, oneFailure]);
}
