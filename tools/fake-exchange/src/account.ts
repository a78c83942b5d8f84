/** The account behind the signed endpoints. */
export interface Account {
  /** The only key accepted. Default: any that is not empty. */
  apiKey?: string;
  /** With it signatures are checked. */
  secret?: string;
  enableWithdrawals: boolean;
  /** Answers signed requests with -2015, as for a key that may do nothing. */
  refused?: boolean;
}
