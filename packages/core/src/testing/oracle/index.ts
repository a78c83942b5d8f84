export { oracle } from './oracle.ts';
export type { OracleEvent, OracleOptions } from './story.ts';
