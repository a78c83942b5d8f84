// vitest only looks for this name; the list itself is in vitest.workspace.ts.
export { default } from './vitest.workspace.ts';
