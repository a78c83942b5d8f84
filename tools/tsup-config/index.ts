import { defineConfig } from 'tsup';

type Built = ReturnType<typeof defineConfig>;

const shared = {
  // ES2023 keeps native #private fields.
  target: 'es2023',
  platform: 'neutral',
  sourcemap: true,
  clean: true,
  treeshake: false,
  splitting: true,
} as const;

/** A published package: ESM, CJS and their declarations for each entry of `exports`. */
export function library(entry: Record<string, string>): Built {
  return defineConfig({ ...shared, entry, format: ['esm', 'cjs'], dts: true });
}

/** A private package for Node programs: ESM and its declarations. */
export function kit(entry: Record<string, string>): Built {
  return defineConfig({ ...shared, platform: 'node', entry, format: ['esm'], dts: true });
}

/** An app: one ESM file to run with node; its packages stay imports. */
export function app(entry: Record<string, string>): Built {
  return defineConfig({ ...shared, platform: 'node', entry, format: ['esm'], dts: false });
}
