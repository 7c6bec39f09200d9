import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ChartFile } from './collect-files';

/** Writes the files into a folder, which is made when it is missing. Other files in it stay. */
export function writeFiles(outdir: string, files: readonly ChartFile[]): void {
  mkdirSync(outdir, { recursive: true });
  for (const { name, text } of files) writeFileSync(join(outdir, name), text);
}
