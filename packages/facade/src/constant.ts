/** The levels that users of the seeds branch on in `listenPartialProfit` and `listenPartialLoss`, in percent of the way. */
export interface Levels {
  readonly TP_LEVEL1: 30;
  readonly TP_LEVEL2: 60;
  readonly TP_LEVEL3: 90;
  readonly SL_LEVEL1: 40;
  readonly SL_LEVEL2: 80;
}

export const Constant: Levels = Object.freeze({ TP_LEVEL1: 30, TP_LEVEL2: 60, TP_LEVEL3: 90, SL_LEVEL1: 40, SL_LEVEL2: 80 });
