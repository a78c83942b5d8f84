import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'tsup';

const APP = fileURLToPath(new URL('../../apps/live/', import.meta.url));

/** The live app in one file, made of the sources as they are: it starts in a moment, and no kill meets an older build. */
export class Bundle implements AsyncDisposable {
  readonly main: string;
  readonly #directory: string;

  private constructor(directory: string) {
    this.#directory = directory;
    this.main = join(directory, 'dist', 'main.js');
  }

  static async make(): Promise<Bundle> {
    const directory = await mkdtemp(join(tmpdir(), 'tradewright-crash-app-'));
    await copyFile(join(APP, 'package.json'), join(directory, 'package.json'));
    await build({
      entry: { main: join(APP, 'src/main.ts') },
      outDir: join(directory, 'dist'),
      format: ['esm'],
      platform: 'node',
      target: 'es2023',
      noExternal: [/^(?!ccxt$)/],
      // Never reached here: it is loaded when an exchange is first asked.
      external: ['ccxt'],
      splitting: false,
      config: false,
      silent: true,
      // Libraries in CommonJS ask for Node's modules by `require`, which a module has to bring.
      banner: { js: "import { createRequire as bringRequire } from 'node:module'; const require = bringRequire(import.meta.url);" },
      esbuildOptions: (options) => {
        options.conditions = ['@tradewright/source'];
      },
    });
    return new Bundle(directory);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.#directory, { recursive: true, force: true });
  }
}
