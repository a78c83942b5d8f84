/** What an advance came to: something was done, more candles are wanted, it is over, or a promise must settle first. */
export type Advance = 'moved' | 'candles' | 'end' | Promise<void>;
