import { project } from '../../tools/vitest-config/index.ts';

export default project('cli-kit', { isolate: false });
