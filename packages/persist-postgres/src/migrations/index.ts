import { init } from './0001-init.ts';

/** In the order they are applied. One that was released never changes; a new one follows it. */
export const MIGRATIONS: readonly { readonly name: string; readonly sql: (schema: string) => string }[] = [{ name: '0001-init', sql: init }];
