import { project } from '../../tools/vitest-config/index.ts';

export default project('persist-fs', { isolate: false });
