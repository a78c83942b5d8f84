import { pathToFileURL } from 'node:url';
import { createTradewright, DEFAULT_CONFIG, listStrategies } from 'tradewright';
import { defaultExportOf, installModuleHooks } from '../src/index.ts';

// Imports the file that it is given, as a strategy of an instance of its own, and says what that has come by.
const instance = createTradewright();
installModuleHooks({ manifest: new URL('../package.json', import.meta.url), instance });
const [fee, live, listen] = defaultExportOf((await import(pathToFileURL(process.argv[2]!).href)) as Record<string, unknown>) as unknown[];
console.log(JSON.stringify({
  registered: (await instance.listStrategies()).length,
  elsewhere: (await listStrategies()).length,
  same: [fee === DEFAULT_CONFIG.CC_TRADE_FEE, live === instance.Backtest, listen === instance.listenSignal],
}));
