import type { Finding, Mismatch } from '../core/finding';
import { showGot } from '../core/format-finding';

/** What prevents writing: the file or folder, what was found there, what is allowed, and the fix. */
export interface Obstacle extends Mismatch {
  /** The file or folder. */
  readonly path: string;
  /** Whether some files of this run are written already. @default false */
  readonly partial?: boolean;
}

/** Thrown when the output folder can't be written, or holds what may not be overwritten or removed. No file is lost then. */
export class OutputError extends Error {
  /** What prevents writing. Its `file` is the file or folder. */
  public readonly finding: Finding;
  /**
   * Whether some files of this run are written already. Each file is then the old or the new one, and the next run writes the
   * rest.
   */
  public readonly partial: boolean;

  constructor({ path, partial = false, ...mismatch }: Obstacle) {
    const finding: Finding = { rule: 'input/output', severity: 'error', file: path, path: [], ...mismatch };
    const state = partial
      ? 'not all files are written: each is the old or the new one, and the next run writes the rest'
      : 'nothing was changed';
    super(`${path}: ${state}\n  got ${showGot(finding)}; allowed: ${finding.allowed}\n  fix: ${finding.fix}`);
    this.finding = finding;
    this.partial = partial;
    this.name = 'OutputError';
    // The reader needs the message, not the place in the library that met the obstacle.
    this.stack = `${this.name}: ${this.message}`;
  }
}

/** What the system's error codes mean for someone who runs a synthesis: what was got, what is allowed, the fix. */
const CODES: Readonly<Record<string, readonly [got: string, allowed: string, fix: string]>> = {
  ENOSPC: ['a full disk', 'room for the old and the new files together', 'make room, then run again'],
  EDQUOT: ['a disk quota that is used up', 'room for the old and the new files together', 'make room, then run again'],
  EROFS: ['a read-only file system', 'a folder that can be written', 'mount it for writing, or choose another outdir'],
  EACCES: ['no permission', 'what the user of this run may read and write', 'change its owner or mode'],
  EPERM: ['no permission', 'what the user of this run may read and write', 'change its owner, mode or attributes'],
  ENOTDIR: ['a file where a folder should be', 'a folder', 'move the file away, or choose another outdir'],
  EEXIST: ['a file where a folder should be', 'a folder', 'move the file away, or choose another outdir'],
  EISDIR: ['a folder where a file should be', 'a file', 'move the folder away'],
  ENAMETOOLONG: ['a name that is too long', 'what the file system takes', 'choose a shorter name'],
  EXDEV: ['another file system', 'a folder on one file system', 'unmount it, or choose another outdir'],
};

/** An error of the file system as an {@link OutputError}; other errors as they are. */
export function explain(error: unknown, path: string, partial = false): unknown {
  const { code, message } = error as NodeJS.ErrnoException;
  if (error instanceof OutputError || typeof code !== 'string') return error;
  const [got, allowed, fix] = CODES[code] ?? [message, 'a folder that can be written', 'see what the system says'];
  return new OutputError({ path, got, allowed, fix, partial });
}

/** Does something with a file or folder, and explains what the system refuses. */
export function attempt<T>(path: string, action: () => T, partial = false): T {
  try {
    return action();
  } catch (error) {
    throw explain(error, path, partial);
  }
}
