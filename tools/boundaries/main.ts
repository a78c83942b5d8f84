import { resolve } from 'node:path';
import { check } from './check.ts';

const violations = check(resolve(process.argv[2] ?? '.'));
for (const { where, what } of violations) console.error(`${where}  ${what}`);
if (violations.length > 0) {
  console.error(`${violations.length} import${violations.length === 1 ? '' : 's'} across a boundary`);
  process.exitCode = 1;
}
