import { readFileSync, statSync } from 'node:fs';
import { basename } from 'node:path';

const LINES = 5;
const WIDTH = 240;

/** The current sizes of log files, to find later what was added. */
export function sizesOf(files: readonly string[]): Map<string, number> {
  return new Map(files.map((file) => [file, statSync(file).size]));
}

/** The last lines added to each log file since then: the first thing to look at after a failure. */
export function addedSince(before: ReadonlyMap<string, number>, files: readonly string[]): string {
  const parts = files.map((file) => {
    const added = readFileSync(file)
      .subarray(before.get(file) ?? 0)
      .toString()
      .trimEnd();
    const lines = added
      .split('\n')
      .slice(-LINES)
      .map((line) => `    ${line.slice(0, WIDTH)}`);
    return added ? `  ${basename(file)}\n${lines.join('\n')}` : '';
  });
  return parts.filter(Boolean).join('\n');
}
