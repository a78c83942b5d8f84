import { project } from '../../tools/vitest-config/index.ts';

export default project('exchange-ccxt', { isolate: false });
