import { mergeConfig } from 'vitest/config';
import { project } from '../../tools/vitest-config/index.ts';

export default mergeConfig(project('app-custom-adapter'), { test: { globalSetup: ['@tradewright/pg-testing/global-setup'] } });
