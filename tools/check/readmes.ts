import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { tryExample } from './example.ts';
import { exampleOf, missingHeadings } from './readme.ts';
import { nothing, type Tally } from './tally.ts';

function complaintsOf(root: string, folder: string): string[] {
  const file = join(root, folder, 'README.md');
  if (!existsSync(file)) return ['is missing'];
  const readme = readFileSync(file, 'utf8');
  const missing = missingHeadings(readme).map((heading) => `lacks the heading ${heading}`);
  const example = exampleOf(readme);
  if (example === undefined) return folder.startsWith('packages/') ? [...missing, 'has no ts block under "Example"'] : missing;
  return [...missing, tryExample(root, folder, example) ?? []].flat();
}

/** The product's own README is tried where every package can be imported. */
function rootComplaints(root: string): string[] {
  const example = exampleOf(readFileSync(join(root, 'README.md'), 'utf8'));
  return example === undefined ? [] : [tryExample(root, 'tools/check', example) ?? []].flat();
}

/** Every README has the headings of the house, and its example type-checks and runs. */
export function checkReadmes(root: string): Promise<Tally> {
  const folders = ['packages', 'apps']
    .flatMap((group) => readdirSync(join(root, group)).map((name) => `${group}/${name}`))
    .filter((folder) => existsSync(join(root, folder, 'package.json')));
  const all = [
    { readme: 'README.md', complaints: rootComplaints(root) },
    ...folders.map((folder) => ({ readme: `${folder}/README.md`, complaints: complaintsOf(root, folder) })),
  ];
  const bad = all.filter((one) => one.complaints.length > 0);
  for (const { readme, complaints } of bad) console.error(complaints.map((one) => `${readme} ${one}`).join('\n'));
  console.log(`${all.length - bad.length} of ${all.length} READMEs are good`);
  return Promise.resolve({ ...nothing, failed: bad.length });
}
