import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** The folder of everything that a run leaves on the machine. */
export function cacheFolder(): string {
  return join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'cdk8s-egress', 'bed');
}

/** The folder of logs: of builds, and of the components in the last run. */
export function logFolder(name: string): string {
  const folder = join(cacheFolder(), 'logs', name);
  mkdirSync(folder, { recursive: true });
  return folder;
}

/**
 * The folder `name` of the cache, built if it does not exist. It is built under a temporary name and then moved, so that an
 * interrupted build leaves nothing that looks complete.
 */
export async function cached(name: string, build: (folder: string) => Promise<void>): Promise<string> {
  const folder = join(cacheFolder(), name);
  if (existsSync(folder)) return folder;
  const draft = `${folder}.draft-${process.pid}`;
  mkdirSync(draft, { recursive: true });
  try {
    await build(draft);
    // Another run may have been faster. Its result is equivalent.
    if (!existsSync(folder)) renameSync(draft, folder);
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
  return folder;
}
