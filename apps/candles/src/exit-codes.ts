import { CANDLE_STORE_MEANINGS, EXIT as COMMON, STORE_EXIT, type ExitMeanings } from '@tradewright/cli-kit';

/** How the command can end. The README carries the same table; a test compares them. */
export const EXIT: typeof COMMON & typeof STORE_EXIT & { readonly found: 3 } = { ...COMMON, ...STORE_EXIT, found: 3 };

export const EXIT_MEANINGS: ExitMeanings = {
  0: 'everything asked for was done',
  1: 'not everything could be done: an exchange, a symbol, a file; what came is kept, and the same command goes on',
  2: 'wrong usage: an option, a name that is not known',
  3: 'done, and found what should be looked at: gaps, damage, candles that came otherwise than they were kept',
  ...CANDLE_STORE_MEANINGS,
  70: 'a defect of this program; what it prints says where to report it',
  130: 'interrupted by Ctrl-C (SIGINT); what came is kept, the same command goes on',
  143: 'ended by SIGTERM; what came is kept, the same command goes on',
};
