import { defineProject } from 'vitest/config';

const conditions = ['@tradewright/source', 'module', 'node', 'development|production'];

/** What a project may want otherwise. */
export interface ProjectOver {
  readonly testTimeout?: number;
  readonly maxConcurrency?: number;
  /** `false` where files of tests leave nothing behind in a process: several then share one, and its modules are loaded once. */
  readonly isolate?: boolean;
}

/** Settings every project shares: tests run from the sources of all packages, no build needed. */
export function project(name: string, over: ProjectOver = {}): ReturnType<typeof defineProject> {
  return defineProject({
    resolve: { conditions },
    ssr: { resolve: { conditions, externalConditions: conditions } },
    test: {
      name,
      include: ['src/**/*.test.ts', 'test/**/*.test.ts', '*.test.ts'],
      execArgv: ['--conditions=@tradewright/source'],
      testTimeout: 120_000,
      hookTimeout: 120_000,
      expect: { poll: { timeout: 60_000 } },
      sequence: { shuffle: true },
      ...over,
    },
  });
}
