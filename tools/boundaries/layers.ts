/** Who may import whom between packages, by the layer tag of each package's manifest. */
export const mayImport: Readonly<Record<string, readonly string[]>> = {
  core: [],
  domain: ['core'],
  adapter: ['core'],
  research: ['core', 'domain'],
  facade: ['core', 'domain', 'research'],
  kit: ['core', 'domain', 'adapter', 'facade'],
  app: ['core', 'domain', 'adapter', 'research', 'facade', 'kit'],
  tool: ['core', 'domain', 'adapter', 'research', 'facade', 'kit', 'app', 'tool'],
};

/** One package that a layer may import although its layer is not listed above. */
export const exceptions: Readonly<Record<string, readonly string[]>> = {
  facade: ['@tradewright/persist-fs'],
};

/** Tools that the tests of any adapter, kit or app may import, and its `devDependencies` name. */
export const testTools: readonly string[] = ['@tradewright/pg-testing', '@tradewright/fake-exchange'];

/** Layers that cannot do I/O at all: not even Node's own modules. */
export const pureLayers: ReadonlySet<string> = new Set(['core', 'domain']);

/** The few libraries each package takes. A package that is not listed takes none. */
export const libraries: Readonly<Record<string, readonly string[]>> = {
  '@tradewright/exchange-files': ['csv-parse'],
  tradewright: ['typedi', 'rxjs'],
  '@tradewright/exchange-ccxt': ['ccxt'],
  '@tradewright/persist-postgres': ['pg', 'kysely', 'pg-copy-streams'],
  '@tradewright/cli-kit': ['commander', 'pg', 'ccxt'],
  '@tradewright/app-backtest': ['commander', 'pg', 'ccxt'],
  '@tradewright/app-live': ['commander', 'pg', 'ccxt'],
  '@tradewright/app-candles': ['commander', 'pg', 'ccxt', 'hyparquet', 'hyparquet-compressors', 'hyparquet-writer'],
  '@tradewright/app-custom-adapter': ['pg'],
  '@tradewright/fake-exchange': ['commander', 'ws'],
  '@tradewright/pg-testing': ['pg'],
};

/** Libraries that have one home inside their package: the paths (files or folders under src) that may import them. */
export const homes: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  tradewright: {
    typedi: ['tokens', 'container'],
    rxjs: ['emitter'],
    'node:async_hooks': ['context'],
  },
};

/** What tests take besides what their package takes. */
export const testLibraries: readonly string[] = ['vitest', 'fast-check', 'pino', 'simple-statistics'];

/** Inside core, a folder imports itself and what stands before it. Files beside the folders (units, error) stand before all. */
export const coreOrder: readonly string[] = ['market', 'signal', 'ports', 'machine', 'run', 'testing'];
