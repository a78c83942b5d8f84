/** Open time, UTC. */
export const TIME_COLUMN = 'timestamp';

/** As doubles. */
export const PRICE_COLUMNS = ['open', 'high', 'low', 'close', 'volume'] as const;

/** What others call the time. */
export const TIME_NAMES: readonly string[] = [TIME_COLUMN, 'open_time', 'opentime', 'time', 'date', 'datetime', 'ts', 't'];
