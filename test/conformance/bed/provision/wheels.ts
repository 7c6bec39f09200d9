import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { cached, logFolder } from './cache';
import { runStep } from './step';
import { BED_FOLDER, digest } from './tool-sets';

/** The lock files: binaries, those of the second column, and what applications in Python need. */
export type WheelSet = 'wheels' | 'wheels-next' | 'wheels-clients';

/** Unpacks the wheels of a lock file into the cache, unless they exist. Returns their folder. */
export function provideWheels(name: string, lock = join(BED_FOLDER, `${name}.txt`)): Promise<string> {
  return cached(`${name}-${digest([readFileSync(lock, 'utf8'), process.arch])}`, (folder) => {
    // Only wheels whose hash is in the lock file. No code of theirs runs during installation.
    const options = ['--require-hashes', '--only-binary=:all:', '--no-deps', '--no-compile', '--target', folder];
    const args = ['-m', 'pip', 'install', '--disable-pip-version-check', ...options, '-r', lock];
    return runStep({ title: `fetch ${name}.txt`, command: 'python3', args, log: join(logFolder('build'), `${name}.log`) });
  });
}

/** The version of a package that a lock file pins. */
export function pinnedWheel(name: WheelSet, distribution: string): string {
  const text = readFileSync(join(BED_FOLDER, `${name}.txt`), 'utf8');
  return new RegExp(`^${distribution}==(\\S+)`, 'm').exec(text)?.[1] ?? 'not pinned';
}
