import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createNodesFromFiles, type CreateNodesV2, type TargetConfiguration } from '@nx/devkit';

type Targets = Record<string, TargetConfiguration>;

const ownAndTheirSources = ['default', '^production'];

const command = (line: string, rest: TargetConfiguration): TargetConfiguration => ({
  executor: 'nx:run-commands',
  cache: true,
  ...rest,
  options: { command: line, cwd: '{projectRoot}' },
});

/** A target exists because the file that configures its tool exists. */
function targetsOf(folder: string, isPrivate: boolean): Targets {
  const has = (name: string): boolean => existsSync(join(folder, name));
  const targets: Targets = {
    lint: command('oxlint --type-aware --deny-warnings --config ../../.oxlintrc.json .', { inputs: ownAndTheirSources }),
  };
  if (has('tsconfig.json')) {
    const tests = has('tsconfig.test.json') ? ' && tsc -p tsconfig.test.json' : '';
    targets['typecheck'] = command(`tsc -p tsconfig.json${tests}`, { inputs: ownAndTheirSources });
  }
  if (has('vitest.config.ts')) {
    targets['test'] = command(
      // Its default leaves a core idle, half the machine where there are two.
      'vitest run --root . --config vitest.config.ts --passWithNoTests --maxWorkers=100% --reporter=default --reporter=json --outputFile.json=.results/test.json',
      {
        inputs: [...ownAndTheirSources, { env: 'LAWS_RUNS' }, { env: 'LAWS_SEED' }, { env: 'CI' }, { env: 'DATABASE_URL' }, { env: 'TRADEWRIGHT_TEST_BUILT' }, { runtime: 'node --version' }],
        outputs: ['{projectRoot}/.results/test.json'],
      },
    );
  }
  if (has('tsup.config.ts')) {
    targets['build'] = command('tsup --silent', {
      inputs: ['production', '^production'],
      outputs: ['{projectRoot}/dist'],
      dependsOn: ['^build'],
    });
    if (!isPrivate) {
      targets['exports'] = command('publint --strict && attw --pack . --profile node16 --quiet', {
        inputs: ['production', '{projectRoot}/README.md', '^production'],
        dependsOn: ['build'],
      });
    }
  }
  return targets;
}

export const createNodesV2: CreateNodesV2 = [
  '{packages,apps,tools}/*/package.json',
  (files, options, context) =>
    createNodesFromFiles(
      (file) => {
        const root = dirname(file);
        const manifest = JSON.parse(readFileSync(join(context.workspaceRoot, file), 'utf8')) as { private?: boolean };
        return { projects: { [root]: { targets: targetsOf(join(context.workspaceRoot, root), manifest.private === true) } } };
      },
      files,
      options,
      context,
    ),
];
