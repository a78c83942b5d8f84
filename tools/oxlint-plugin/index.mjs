import { noAwait } from './no-await.mjs';
import { noBannedFileName } from './no-banned-file-name.mjs';
import { noWallClock } from './no-wall-clock.mjs';

export default {
  meta: { name: 'tradewright' },
  rules: {
    'no-await': noAwait,
    'no-banned-file-name': noBannedFileName,
    'no-wall-clock': noWallClock,
  },
};
