import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { importsOf } from './imports.ts';
import { judgeImport, judgePackage } from './judge.ts';
import { mayImport } from './layers.ts';
import { readPackages, type Package } from './workspace.ts';

export interface Violation {
  readonly where: string;
  readonly what: string;
}

function manifestViolations(all: readonly Package[], from: Package): Violation[] {
  const where = `${from.folder}/package.json`;
  if (from.layer === undefined || !(from.layer in mayImport)) {
    return [{ where, what: `needs one tag "layer:…" out of ${Object.keys(mayImport).join(', ')} in "nx".tags` }];
  }
  const { dependencies, peerDependencies, optionalDependencies, devDependencies } = from.manifest;
  const shipped = { ...dependencies, ...peerDependencies, ...optionalDependencies };
  const names = Object.keys({ ...shipped, ...devDependencies });
  return names.flatMap((name) => {
    const to = all.find((one) => one.name === name);
    const what = to === undefined ? undefined : judgePackage(from, to, !(name in shipped));
    return what === undefined ? [] : [{ where, what }];
  });
}

function sourceViolations(root: string, all: readonly Package[], from: Package): Violation[] {
  return from.files.flatMap((file) => {
    const path = `${from.folder}/${file}`;
    return importsOf(path, readFileSync(join(root, path), 'utf8')).flatMap(({ specifier, line }) => {
      const what = judgeImport(all, from, file, specifier);
      return what === undefined ? [] : [{ where: `${path}:${line}`, what: `'${specifier}': ${what}` }];
    });
  });
}

/** Every import and every manifest entry that the drawing in `layers.ts` does not allow. */
export function check(root: string): Violation[] {
  const all = readPackages(root);
  return all.flatMap((from) => [...manifestViolations(all, from), ...sourceViolations(root, all, from)]);
}
