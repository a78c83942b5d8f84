export { ArraySource } from './array-source.ts';
export { randomCandles, type RandomCandleOptions } from './random-candles.ts';
export { seededRandom, type Random } from './random.ts';
