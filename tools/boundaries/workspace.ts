import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

export interface Manifest {
  readonly name: string;
  readonly exports?: Readonly<Record<string, unknown>>;
  readonly nx?: { readonly tags?: readonly string[] };
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
}

export interface Package {
  readonly folder: string;
  readonly name: string;
  readonly layer: string | undefined;
  readonly manifest: Manifest;
  /** Paths relative to the package, with forward slashes. */
  readonly files: readonly string[];
}

const skipped = new Set(['node_modules', 'dist', 'fixtures', 'coverage']);
const source = /\.(?:ts|mts|cts|tsx|js|mjs|cjs)$/;

function sourcesUnder(folder: string, prefix = ''): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (skipped.has(entry.name) || entry.name.startsWith('.')) return [];
    if (entry.isDirectory()) return sourcesUnder(join(folder, entry.name), `${prefix}${entry.name}/`);
    return source.test(entry.name) ? [`${prefix}${entry.name}`] : [];
  });
}

export function readPackages(root: string): Package[] {
  return ['packages', 'apps', 'tools']
    .filter((group) => existsSync(join(root, group)))
    .flatMap((group) => readdirSync(join(root, group)).map((name) => `${group}/${name}`))
    .filter((folder) => existsSync(join(root, folder, 'package.json')))
    .map((folder) => {
      const manifest = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8')) as Manifest;
      const tag = manifest.nx?.tags?.find((one) => one.startsWith('layer:'));
      return { folder, name: manifest.name, layer: tag?.slice('layer:'.length), manifest, files: sourcesUnder(join(root, folder)) };
    });
}
