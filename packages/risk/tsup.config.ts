import { library } from '../../tools/tsup-config/index.ts';

export default library({ index: 'src/index.ts' });
