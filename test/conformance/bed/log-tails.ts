import { readFileSync, statSync } from 'node:fs';
import { basename } from 'node:path';

const LINES = 5;
const WIDTH = 240;

/** Sizes of log files at a moment, to tell later what was added. */
export function sizesOf(files: readonly string[]): Map<string, number> {
  return new Map(files.map((file) => [file, statSync(file).size]));
}

/** The last lines of each log file that were added since then; what a reader of a failure looks at first. */
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
