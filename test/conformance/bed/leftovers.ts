import { existsSync, readdirSync, readFileSync, readlinkSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { cacheFolder } from './provision/cache';

const KINDS = ['net', 'mnt', 'pid', 'user'] as const;

/** The number of a namespace, by the file that it is mounted on. */
export function namespaceAt(path: string): string {
  return `net:[${statSync(path).ino}]`;
}

function linked(file: string): string {
  try {
    return readlinkSync(file);
  } catch {
    // The process has ended, or belongs to somebody else.
    return '';
  }
}

/** The namespaces of this process. */
export function ownNamespaces(): string[] {
  return KINDS.map((kind) => linked(`/proc/self/ns/${kind}`));
}

/** The processes that are in one of these namespaces. */
export function processesIn(namespaces: readonly string[]): string[] {
  const processes = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return processes.filter((id) => KINDS.some((kind) => namespaces.includes(linked(`/proc/${id}/ns/${kind}`))));
}

/** What a run left on the machine: processes in its namespaces, mounts in its folder. */
export function leftovers(namespaces: readonly string[]): string[] {
  const world = join(cacheFolder(), 'world');
  const mounts = readFileSync('/proc/self/mountinfo', 'utf8').split('\n');
  return [
    ...processesIn(namespaces).map((id) => `process ${id}`),
    ...mounts.filter((line) => line.includes(world)).map((line) => `mount ${line}`),
    ...(existsSync(world) ? readdirSync(world).map((name) => `file ${join(world, name)}`) : []),
  ];
}
