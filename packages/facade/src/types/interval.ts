/** Candle intervals of an exchange. */
export type CandleInterval = '1m' | '3m' | '5m' | '15m' | '30m' | '1h' | '2h' | '4h' | '6h' | '8h';
/** Frame distances: the candle intervals and three longer ones. */
export type FrameInterval = CandleInterval | '12h' | '1d' | '3d';
/** How often a strategy may be asked at most. */
export type SignalInterval = '1m' | '3m' | '5m' | '15m' | '30m' | '1h';
