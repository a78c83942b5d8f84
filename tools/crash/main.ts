// `pnpm crash --store fs|postgres --cycles N [--seed S] [--resume FILE] [--json]`. 1: something was lost or doubled; 2: mistyped; 130: stopped.
import { ArgumentFault, parseArguments, type Asked } from './arguments.ts';
import { crash } from './crash.ts';
import { holds } from './tally.ts';

function asked(): Asked | null {
  try {
    return parseArguments(process.argv.slice(2));
  } catch (error) {
    if (!(error instanceof ArgumentFault)) throw error;
    console.error(error.message);
    return null;
  }
}

const what = asked();
if (what === null) process.exitCode = 2;
else {
  const stop = new AbortController();
  process.once('SIGINT', () => stop.abort(130)).once('SIGTERM', () => stop.abort(143));
  const { json, store } = what;
  const shown = process.stderr.isTTY && !json;
  const tally = await crash(what, stop.signal, ({ cycles, kills }) => {
    if (shown) process.stderr.write(`\r${store}: ${cycles} of ${what.cycles} cycles, ${kills} kills `);
  });
  if (shown) process.stderr.write('\n');
  const { remarks, ...figures } = tally;
  console.log(json ? JSON.stringify({ ...figures, holds: holds(tally), ...(remarks.length > 0 ? { remarks } : {}) }) : [`${store} → ${JSON.stringify(figures)}`, ...remarks.map((remark) => `  ${remark}`), holds(tally) ? '  holds' : '  does not hold'].join('\n'));
  process.exitCode = stop.signal.aborted ? Number(stop.signal.reason) : holds(tally) ? 0 : 1;
}
