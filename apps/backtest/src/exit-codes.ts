import { CANDLE_STORE_MEANINGS, EXIT as COMMON, STORE_EXIT, type ExitMeanings } from '@tradewright/cli-kit';

/** How the command can end. The README carries the same table; a test compares them. */
export const EXIT: typeof COMMON & typeof STORE_EXIT & { readonly lookAhead: 3 } = { ...COMMON, ...STORE_EXIT, lookAhead: 3 };

export const EXIT_MEANINGS: ExitMeanings = {
  0: 'the backtest was done',
  1: 'the backtest could not be done or its result not be written: candles, strategy, output',
  2: 'wrong usage: an option, the configuration, a name that is not known',
  3: 'the backtest was done and --check-lookahead found a decision that differs',
  ...CANDLE_STORE_MEANINGS,
  70: 'a defect of this program; what it prints says where to report it',
  130: 'interrupted by Ctrl-C (SIGINT); what was fetched and computed is kept',
  143: 'ended by SIGTERM; what was fetched and computed is kept',
};
