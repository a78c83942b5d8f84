/** Standard output belongs to the app; `npm --silent` also quiets this. */
const quiet = process.env['npm_config_loglevel'] === 'silent';

/** @param {string} line */
export function say(line) {
  if (!quiet) process.stderr.write(`${line}\n`);
}
