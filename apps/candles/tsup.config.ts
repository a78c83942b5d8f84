import { app } from '../../tools/tsup-config/index.ts';

export default app({ main: 'src/main.ts' });
