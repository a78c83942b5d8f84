import { command } from './command.ts';

const { argv, env, stdout, stderr } = process;
// No top-level await: this is built as CommonJS, too.
void command(argv.slice(2), { env, out: (text) => void stdout.write(text), error: (text) => void stderr.write(text) }).then((code) => (process.exitCode = code));
