export { filesOf } from './candle-files.ts';
export { append, parameter, parseCommandLine, symbolList, wholeNumber, type Parameter, type Parsed } from './command-line.ts';
export { EXIT, exitCodesText, type ExitMeanings } from './exit-codes.ts';
export { Failure, endingOf, messageOf, oneLine, usageFailure, type Ending } from './failure.ts';
export { AtomicFile } from './file/atomic-file.ts';
export { publish } from './file/publish.ts';
export { defaultExportOf, importFile } from './import-file.ts';
export { instantOf, instantOption, shownInstant } from './instant.ts';
export { Interruption } from './interruption.ts';
export { loadStrategies, type LoadParts } from './load-strategies.ts';
export { installModuleHooks } from './module-hooks.ts';
export { counted, duration, percent, signedPercent, whole } from './numbers.ts';
export { isOurs } from './our-code.ts';
export { markdownText, plainText } from './plain-text.ts';
export { ProgressLine } from './progress-line.ts';
export { versionAt, type Program } from './program.ts';
export { runProgram } from './run-program.ts';
export { readSettings, type SettingsParts } from './settings.ts';
export { shownPath } from './shown-path.ts';
export { StandardOutput } from './standard-output.ts';
export { CANDLE_STORE_MEANINGS, STORE_EXIT, storeExitCode } from './store-exit-codes.ts';
export {
  candleStoreOf, checkPeriod, exchangeNameOf, exchangeOf, intervalOption, withCandleStore, withExchange, type CandleStoreChoice, type CandleStoreFlags, type ExchangeChoice, type ExchangeFlags,
} from './market/options.ts';
export { coveredExtent, seriesText, spanText, spanWithin } from './market/span.ts';
export { holesOf, surveyOf, type Survey } from './market/survey.ts';
