import { BENCHES, isBench } from './benches.ts';

/** One bench in a process of its own; the result goes to the parent. */
const name = process.argv[2] ?? '';
if (!isBench(name)) throw new Error(`no bench ${name}`);
process.send?.(await BENCHES[name]());
process.disconnect?.();
