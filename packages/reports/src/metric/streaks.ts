/** The longest rows of wins and of losses. A break-even trade ends both. Trades are given in time order. */
export class Streaks {
  #wins = 0;
  #losses = 0;
  #longestWin = 0;
  #longestLoss = 0;

  add(pnlPercentage: number): void {
    this.#wins = pnlPercentage > 0 ? this.#wins + 1 : 0;
    this.#losses = pnlPercentage < 0 ? this.#losses + 1 : 0;
    this.#longestWin = Math.max(this.#longestWin, this.#wins);
    this.#longestLoss = Math.max(this.#longestLoss, this.#losses);
  }

  get longestWin(): number {
    return this.#longestWin;
  }

  get longestLoss(): number {
    return this.#longestLoss;
  }
}
