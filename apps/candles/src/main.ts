#!/usr/bin/env node
import { command } from './command.ts';

// Not awaited here, where Node would warn in words of its own if it never came. A socket that a library has left behind
// must not keep us.
void command(process.argv.slice(2)).then((code) => process.exit(code));
