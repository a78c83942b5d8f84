import { kit } from '../../tools/tsup-config/index.ts';

export default kit({ index: 'src/index.ts', 'testing/index': 'src/testing/index.ts' });
