import { EXIT as COMMON, STORE_EXIT, type ExitMeanings } from '@tradewright/cli-kit';

/** How the command can end. The README carries the same table; a test compares them. */
export const EXIT: typeof COMMON & typeof STORE_EXIT & { readonly haltedHere: 9; readonly halted: 10 } = { ...COMMON, ...STORE_EXIT, haltedHere: 9, halted: 10 };

export const EXIT_MEANINGS: ExitMeanings = {
  0: 'the replay came to its end, or every run was stopped by its strategy; halt and resume are done; halted: trading goes on',
  1: 'a run could not be started or ended with an error: strategy, exchange, candles, output',
  2: 'wrong usage: an option, the configuration, a name that is not known',
  4: 'the state cannot be kept: the disk is full or failing, the server is gone, the directory is none',
  5: 'the state directory is in use by another process, which the message names',
  6: 'access refused: a directory without rights, a wrong user or password, missing rights in the database',
  7: 'what is stored cannot be used: written by a newer version, which leaves it as it is, or damaged, which sets the damaged file aside and deletes nothing',
  8: 'somebody else has written the state of a run of ours',
  9: 'halt: trading is halted on this machine, but the database was not told; it is when it answers',
  10: 'halted: trading is halted',
  70: 'a defect of this program; what it prints says where to report it',
  130: 'shut down by Ctrl-C (SIGINT); everything stays stored, a restart goes on',
  143: 'shut down by SIGTERM; everything stays stored, a restart goes on',
};
