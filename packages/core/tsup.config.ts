import { library } from '../../tools/tsup-config/index.ts';

export default library({ index: 'src/index.ts', 'run/index': 'src/run/index.ts', 'testing/index': 'src/testing/index.ts' });
