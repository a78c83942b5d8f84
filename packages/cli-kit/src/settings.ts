import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { messageOf, usageFailure } from './failure.ts';
import { defaultExportOf, importFile } from './import-file.ts';

export interface SettingsParts {
  /** A .json file, or a .ts or .js file with a default export. */
  readonly configFile: string | undefined;
  readonly trigger: string | undefined;
  readonly intrabar: string | undefined;
}

/**
 * Configuration keys from `--config`, overruled by the flags.
 *
 * @throws {Failure}
 */
export async function readSettings({ configFile, trigger, intrabar }: SettingsParts, directory: string): Promise<Readonly<Record<string, unknown>>> {
  const flags = { ...(trigger === undefined ? {} : { CC_TRIGGER_PRICE: trigger }), ...(intrabar === undefined ? {} : { CC_INTRABAR_POLICY: intrabar }) };
  if (configFile === undefined) return flags;
  const path = resolve(directory, configFile);
  const given = path.endsWith('.json') ? await parseJson(path, configFile) : defaultExportOf(await importFile(path, configFile));
  if (typeof given !== 'object' || given === null || Array.isArray(given)) throw usageFailure(`--config ${configFile}: an object of configuration keys is needed, such as { "CC_TRADE_FEE": 0.04 }.`);
  return { ...given, ...flags };
}

async function parseJson(path: string, shown: string): Promise<unknown> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch {
    throw usageFailure(`--config ${shown}: the file cannot be read (looked for ${path}).`);
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    throw usageFailure(`--config ${shown} is not JSON: ${messageOf(error)}`);
  }
}
