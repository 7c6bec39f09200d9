import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Files } from './generate';

/** The differences between a folder and what was generated: `missing`, `changed` or `not generated`, with the file's name. */
export function differences(dir: string, files: Files): readonly string[] {
  const changed = [...files].flatMap(([name, text]) => {
    const state = stateOf(join(dir, name), text);
    return state ? [`${state}: ${name}`] : [];
  });
  return [...changed, ...strayFiles(dir, files).map((name) => `not generated: ${name}`)];
}

/** Writes the files that differ. A file with the right content keeps its modification time. */
export function writeFiles(dir: string, files: Files): void {
  for (const [name, text] of files) {
    const path = join(dir, name);
    if (stateOf(path, text) === undefined) continue;
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
}

/** Removes files that the configuration no longer generates. */
export function prune(dir: string, files: Files): void {
  for (const name of strayFiles(dir, files)) rmSync(join(dir, name));
}

function stateOf(path: string, text: string): 'missing' | 'changed' | undefined {
  if (!existsSync(path)) return 'missing';
  return readFileSync(path, 'utf8') === text ? undefined : 'changed';
}

function strayFiles(dir: string, files: Files): readonly string[] {
  if (!existsSync(dir)) return [];
  const entries = readdirSync(dir, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const names = entries.map((entry) =>
    join(entry.parentPath, entry.name)
      .slice(dir.length + 1)
      .replaceAll('\\', '/'),
  );
  return names.filter((name) => !files.has(name)).sort();
}
