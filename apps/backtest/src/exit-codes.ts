import { EXIT as COMMON, type ExitMeanings } from '@tradewright/cli-kit';

/** How the command can end. The README carries the same table; a test compares them. */
export const EXIT: typeof COMMON & { readonly lookAhead: 3 } = { ...COMMON, lookAhead: 3 };

export const EXIT_MEANINGS: ExitMeanings = {
  0: 'the backtest was done',
  1: 'the backtest could not be done or its result not be written: candles, strategy, output',
  2: 'wrong usage: an option, the configuration, a name that is not known',
  3: 'the backtest was done and --check-lookahead found a decision that differs',
  70: 'a defect of this program; what it prints says where to report it',
  130: 'interrupted by Ctrl-C (SIGINT); what was computed is kept',
  143: 'ended by SIGTERM; what was computed is kept',
};
