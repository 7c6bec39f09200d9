#!/usr/bin/env node
import { run } from './run';

for (const stream of [process.stdout, process.stderr]) stream.on('error', leave);

/** A reader that has enough, such as `head`, closes the pipe: nothing is wrong then, and nobody is left to be told. */
function leave({ code }: NodeJS.ErrnoException): void {
  process.exit(code === 'EPIPE' ? process.exitCode : 2);
}

run(process.argv.slice(2), process).then((code) => {
  process.exitCode = code;
});
