import { project } from '../vitest-config/index.ts';

export default project('crowd', { testTimeout: 600_000 });
