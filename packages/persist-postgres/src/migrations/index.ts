import { init } from './0001-init.ts';
import { candles } from './0002-candles.ts';

/** In the order they are applied. One that was released never changes; a new one follows it. */
export const MIGRATIONS: readonly { readonly name: string; readonly sql: (schema: string) => string }[] = [
  { name: '0001-init', sql: init },
  { name: '0002-candles', sql: candles },
];
