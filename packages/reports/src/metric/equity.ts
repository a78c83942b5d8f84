/** What a trade leaves of the equity put into it: `1 + pnl / 100`. More than everything cannot be lost. */
export function factorOf(pnlPercentage: number): number {
  return Math.max(0, 1 + pnlPercentage / 100);
}
