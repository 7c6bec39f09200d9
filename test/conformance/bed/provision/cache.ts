import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** The folder that holds all that a run leaves behind. */
export function cacheFolder(): string {
  return join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'cdk8s-egress', 'bed');
}

/** Where logs are kept: of builds, and of the components of the last run. */
export function logFolder(name: string): string {
  const folder = join(cacheFolder(), 'logs', name);
  mkdirSync(folder, { recursive: true });
  return folder;
}

/**
 * The folder `name` of the cache, built when it is not there. It appears whole or not at all: it is built beside its place and
 * then moved, so a build that is broken off leaves nothing that looks finished.
 */
export async function cached(name: string, build: (folder: string) => Promise<void>): Promise<string> {
  const folder = join(cacheFolder(), name);
  if (existsSync(folder)) return folder;
  const draft = `${folder}.draft-${process.pid}`;
  mkdirSync(draft, { recursive: true });
  try {
    await build(draft);
    // Another run may have been faster; its result is as good.
    if (!existsSync(folder)) renameSync(draft, folder);
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
  return folder;
}
