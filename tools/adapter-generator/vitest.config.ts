import { project } from '../vitest-config/index.ts';

export default project('adapter-generator');
