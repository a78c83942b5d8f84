/** How many rows a displayed list holds; statistics know no bound (decision 29). */
export const SHOWN = 250;
/** Events a live report shows (seed 004, "Bounded Event Queue"). */
export const SHOWN_LIVE = 25;
