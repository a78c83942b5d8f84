import { withLock } from '../fresh-machine/lock.mjs';
import { checkReadmes } from './readmes.ts';
import { run } from './run.ts';
import { nothing, oneFailure, type Tally } from './tally.ts';
import { runTests } from './tests.ts';

export type Part = (root: string) => Promise<Tally>;

const judged = (isGood: boolean): Tally => (isGood ? nothing : oneFailure);
const node = (...args: string[]): Part => async (root) => judged(await run(root, 'node', args));
const oxlint: Part = async (root) => judged(await run(root, 'oxlint', ['--type-aware', '--deny-warnings']));
const nx = (target: string): Part => async (root) =>
  judged(await run(root, 'nx', ['run-many', '-t', target, '--parallel=2', '--outputStyle=static']));
/** `npm start` may be building in this clone at the same time. */
const nxBuilding = (target: string): Part => (root) => withLock(root, 'build', () => nx(target)(root));

/** In the order they run: what is quick and says most comes first. */
export const parts: Readonly<Record<string, Part>> = {
  boundaries: node('tools/boundaries/main.ts'),
  types: nx('typecheck'),
  build: nxBuilding('build'),
  // After the build: where no tsconfig of a package covers a file, the linter takes the types of other packages from it.
  lint: oxlint,
  // Built again, in case only the tests are asked for: nothing to do for nx where nothing changed.
  tests: async (root) => runTests(root, (await nxBuilding('build')(root)).failed === 0),
  exports: nxBuilding('exports'),
  readmes: checkReadmes,
};

/** What `pnpm check` runs: everything that can go wrong by a change to the sources. */
export const quickParts: readonly string[] = ['boundaries', 'types', 'build', 'lint', 'tests', 'exports'];
