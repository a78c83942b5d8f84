import { project } from '../vitest-config/index.ts';

// Dozens of processes one after another: on a machine with other work that takes minutes.
export default project('crash', { testTimeout: 600_000, maxConcurrency: 3 });
