import { readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Group } from './group';

/** A group and the file that exports it. */
export interface Listed {
  readonly file: string;
  readonly group: Group;
}

/** The group that a file exports as default. */
export async function loadGroup(file: string): Promise<Group> {
  const path = resolve(file);
  // An imported CommonJS file wraps its default export twice.
  const { default: exported } = (await import(path)) as { default: Group | { default: Group } };
  return 'default' in exported ? exported.default : exported;
}

/** The groups of the given files. */
export function groupsOf(files: readonly string[]): Promise<Listed[]> {
  return Promise.all(files.map(async (file) => ({ file: resolve(file), group: await loadGroup(file) })));
}

/** All groups of a folder. */
export function groupsIn(folder: string): Promise<Listed[]> {
  const names = readdirSync(folder).filter((name) => name.endsWith('.ts'));
  return groupsOf(names.sort().map((name) => join(folder, name)));
}

/** The requested groups: those specified by name, else all of the core or the full suite. @throws Error for an unknown name */
export function choose(all: readonly Listed[], names: readonly string[], full: boolean): Listed[] {
  const unknown = names.filter((name) => !all.some(({ group }) => group.name === name));
  if (unknown.length > 0) {
    throw new Error(`unknown groups: ${unknown.join(', ')}; known groups: ${all.map(({ group }) => group.name).join(', ')}`);
  }
  return all.filter(({ group }) => (names.length > 0 ? names.includes(group.name) : full || !group.full));
}
