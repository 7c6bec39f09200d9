#!/usr/bin/env node
import { run } from './run';

for (const stream of [process.stdout, process.stderr]) stream.on('error', leave);

/** A reader such as `head` closes the pipe early. That is not an error. */
function leave({ code }: NodeJS.ErrnoException): void {
  process.exit(code === 'EPIPE' ? process.exitCode : 2);
}

run(process.argv.slice(2), process).then((code) => {
  process.exitCode = code;
});
