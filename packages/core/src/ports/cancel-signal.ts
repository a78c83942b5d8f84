/** The part of `AbortSignal` that core needs; core is compiled without the DOM, where `AbortSignal` lives. */
export interface CancelSignal {
  readonly aborted: boolean;
  addEventListener(type: 'abort', listener: () => void): void;
  removeEventListener(type: 'abort', listener: () => void): void;
}
