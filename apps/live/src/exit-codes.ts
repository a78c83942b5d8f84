import { EXIT as COMMON, type ExitMeanings } from '@tradewright/cli-kit';

/** How the command can end besides the common ways. The README carries the same table; a test compares them. */
export const EXIT: typeof COMMON & { readonly store: 4; readonly locked: 5; readonly access: 6; readonly format: 7; readonly conflict: 8 } = {
  ...COMMON, store: 4, locked: 5, access: 6, format: 7, conflict: 8,
};

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

/** Codes of typed errors that mean something else than "not done". */
const BY_CODE: Readonly<Record<string, number>> = {
  'store/locked': EXIT.locked,
  'store/denied': EXIT.access,
  'store/foreign': EXIT.access,
  'store/auth': EXIT.access,
  'store/rights': EXIT.access,
  'store/tls': EXIT.access,
  'store/version': EXIT.format,
  'store/corrupt': EXIT.format,
  'store/schema': EXIT.format,
  'store/schema-version': EXIT.format,
  'restore/record': EXIT.format,
  'restore/risk': EXIT.format,
  'store/conflict': EXIT.conflict,
  'store/options': EXIT.usage,
};

/** The exit code for the code of a typed error, where it has one of its own. */
export function exitCodeFor(code: string): number | undefined {
  return BY_CODE[code] ?? (code.startsWith('store/') ? EXIT.store : undefined);
}
