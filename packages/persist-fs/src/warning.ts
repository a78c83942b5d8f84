/** Something the store could deal with, and that somebody should know. */
export interface StoreWarning {
  /**
   * `torn-tail`: what a crash left unfinished was dropped, or a line end written that was missing; `corrupt`: a damaged file was set aside and the state before
   * the damage is used; `snapshot`: the state could not be written apart from the journal yet; `projection`: a readable
   * file does not show the state; `holder`: others will not learn who holds the
   * store, or that it is free.
   */
  readonly kind: 'torn-tail' | 'corrupt' | 'snapshot' | 'projection' | 'holder';
  readonly path: string;
  readonly message: string;
  readonly cause?: unknown;
}

export type Warn = (warning: StoreWarning) => void;

/** Whoever listens to warnings cannot break a commit. */
export function safely(listener: Warn): Warn {
  return (warning) => {
    try {
      listener(warning);
    } catch {
      // It is theirs to notice.
    }
  };
}
