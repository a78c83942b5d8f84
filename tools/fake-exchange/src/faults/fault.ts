/** What goes wrong before or instead of the answer of a request. */
export type AnswerFault =
  /** An answer of this status; 429 and 418 with `Retry-After` where `retryAfterS` is given. */
  | { readonly kind: 'status'; readonly status: number; readonly retryAfterS?: number }
  /** The request is never answered; its connection stays open. */
  | { readonly kind: 'hang' }
  /** The connection is cut before anything was answered, or in the middle of the body. */
  | { readonly kind: 'cut'; readonly at: 'before' | 'middle' }
  /** Status 200 and a body that is no JSON. */
  | { readonly kind: 'garbage' }
  /** A page for people, as proxies send it. Default status 200. */
  | { readonly kind: 'html'; readonly status?: number }
  /** Status 200 and no body. */
  | { readonly kind: 'empty' }
  /** JSON that is not what was asked for: `{}`, `null`, `42`, rows of texts, rows with three fields only. */
  | { readonly kind: 'shape'; readonly shape: 'object' | 'null' | 'number' | 'texts' | 'short-rows' };

/** What is wrong with the candles of an answer. Only questions for candles are met by these. */
export type CandleFaultKind =
  /** `rows` candles (default 1) are not there. */
  | { readonly kind: 'missing'; readonly rows?: number }
  /** No candle is there. */
  | { readonly kind: 'none' }
  /** One is there twice. */
  | { readonly kind: 'duplicate' }
  /** Two neighbours have changed places, or all of them stand backwards. */
  | { readonly kind: 'disorder'; readonly all?: boolean }
  /** One that has not closed follows the last, whatever was asked for. */
  | { readonly kind: 'unclosed' }
  /** One that cannot be: the high below the low, `NaN` for a close, a price of zero, an open time beside the grid. */
  | { readonly kind: 'broken'; readonly how?: 'high-below-low' | 'nan' | 'zero' | 'off-grid' }
  /** One has another close than it has otherwise, and a high and low to match: nothing shows it but a second look. */
  | { readonly kind: 'price'; readonly factor?: number };

/** Besides any other fault of the same request. */
export type Circumstance =
  /** The answer begins only after this time. */
  | { readonly kind: 'slow'; readonly delayMs: number }
  /** The exchange's clock is off by this much. */
  | { readonly kind: 'skew'; readonly skewMs: number }
  /** Candles show up only this long after they closed. */
  | { readonly kind: 'late'; readonly lateMs: number };

/** What goes wrong on streams. */
export type StreamFault =
  /** The connection is not accepted. */
  | { readonly kind: 'stream-refuse'; readonly status?: number }
  /** The connection is cut instead of the event. */
  | { readonly kind: 'stream-cut' }
  /** From this event on nothing comes any more, although the connection stays. */
  | { readonly kind: 'stream-silence' }
  /** The event does not come. */
  | { readonly kind: 'stream-drop' }
  /** The event comes this much later, by the exchange's clock. */
  | { readonly kind: 'stream-late'; readonly lateMs: number }
  /** The event comes twice. */
  | { readonly kind: 'stream-duplicate' }
  /** Something that is no JSON comes first. */
  | { readonly kind: 'stream-garbage' };

export type Fault = AnswerFault | CandleFaultKind | Circumstance | StreamFault;
export type FaultKind = Fault['kind'];

const CANDLE_KINDS: ReadonlySet<FaultKind> = new Set(['missing', 'none', 'duplicate', 'disorder', 'unclosed', 'broken', 'price'] satisfies CandleFaultKind['kind'][]);
const CIRCUMSTANCES: ReadonlySet<FaultKind> = new Set(['slow', 'skew', 'late'] satisfies Circumstance['kind'][]);

export function isCandleFault(fault: Fault): fault is CandleFaultKind {
  return CANDLE_KINDS.has(fault.kind);
}

export function isCircumstance(fault: Fault): fault is Circumstance {
  return CIRCUMSTANCES.has(fault.kind);
}

export function isStreamFault(fault: Fault): fault is StreamFault {
  return fault.kind.startsWith('stream-');
}
