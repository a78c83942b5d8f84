import { project } from '../../tools/vitest-config/index.ts';

export default project('reports', { isolate: false });
