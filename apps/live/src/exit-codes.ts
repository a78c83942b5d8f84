import { EXIT as COMMON, STORE_EXIT, type ExitMeanings } from '@tradewright/cli-kit';

/** How the command can end. The README carries the same table; a test compares them. */
export const EXIT: typeof COMMON & typeof STORE_EXIT = { ...COMMON, ...STORE_EXIT };

export const EXIT_MEANINGS: ExitMeanings = {
  0: 'the replay came to its end, or every run was stopped by its strategy',
  1: 'a run could not be started or ended with an error: strategy, exchange, candles, output',
  2: 'wrong usage: an option, the configuration, a name that is not known',
  4: 'the state cannot be kept: the disk is full or failing, the server is gone, the directory is none',
  5: 'the state directory is in use by another process, which the message names',
  6: 'access refused: a directory without rights, a wrong user or password, missing rights in the database',
  7: 'what is stored cannot be used: written by a newer version, which leaves it as it is, or damaged, which sets the damaged file aside and deletes nothing',
  8: 'somebody else has written the state of a run of ours',
  70: 'a defect of this program; what it prints says where to report it',
  130: 'shut down by Ctrl-C (SIGINT); everything stays stored, a restart goes on',
  143: 'shut down by SIGTERM; everything stays stored, a restart goes on',
};
