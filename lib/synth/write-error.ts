import type { Finding, Mismatch } from '../core/finding';
import { detailLines } from '../core/format-finding';

/** A file or folder that prevents writing, and why. */
export interface Obstacle extends Mismatch {
  /** The file or folder. */
  readonly path: string;
  /** Whether some files of this run are written already. @default false */
  readonly partial?: boolean;
}

/** Thrown if the output folder cannot be written, or has files that must not be overwritten or removed. No file is lost. */
export class OutputError extends Error {
  /** The finding. Its `file` is the file or folder that prevents writing. Not enumerable, so that Node does not print it again. */
  declare public readonly finding: Finding;
  /**
   * Whether some files of this run are written already. Then each file is either old or new, and the next run writes the rest.
   */
  declare public readonly partial: boolean;

  constructor({ path, partial = false, ...mismatch }: Obstacle) {
    const finding: Finding = { rule: 'input/output', severity: 'error', file: path, path: [], ...mismatch };
    const state = partial
      ? 'not all files were written: each file is either old or new, and the next run writes the rest'
      : 'nothing was changed';
    super([`${path}: ${state}`, ...detailLines(finding)].join('\n'));
    Object.defineProperties(this, { finding: { value: finding }, partial: { value: partial } });
    this.name = 'OutputError';
    // Users need the message, not the line of the library that failed.
    this.stack = `${this.name}: ${this.message}`;
  }
}

/** The error codes of the system, explained for users of `synth`. */
const CODES: Readonly<Record<string, readonly [got: string, allowed: string, fix: string]>> = {
  ENOSPC: ['a full disk', 'space for both the old and the new files', 'free disk space, then run again'],
  EDQUOT: ['an exhausted disk quota', 'space for both the old and the new files', 'free disk space, then run again'],
  EROFS: ['a read-only file system', 'a writable folder', 'mount it as writable, or choose another outdir'],
  EACCES: ['no permission', 'a path that the user of this run can read and write', 'change its owner or mode'],
  EPERM: ['no permission', 'a path that the user of this run can read and write', 'change its owner, mode or attributes'],
  ENOTDIR: ['a file in the place of a folder', 'a folder', 'move the file away, or choose another outdir'],
  EEXIST: ['a file in the place of a folder', 'a folder', 'move the file away, or choose another outdir'],
  EISDIR: ['a folder in the place of a file', 'a file', 'move the folder away'],
  ENAMETOOLONG: ['a name that is too long', 'a name that the file system accepts', 'choose a shorter name'],
  EXDEV: ['another file system', 'a folder on one file system', 'unmount it, or choose another outdir'],
};

/** Converts an error of the file system to an {@link OutputError}. Returns other errors unchanged. */
export function explain(error: unknown, path: string, partial = false): unknown {
  const { code, message } = error as NodeJS.ErrnoException;
  if (error instanceof OutputError || typeof code !== 'string') return error;
  const [got, allowed, fix] = CODES[code] ?? [message, 'a writable folder', 'resolve the error of the system'];
  return new OutputError({ path, got, allowed, fix, partial });
}

/** Runs an action on a file or folder, and explains errors of the system. */
export function attempt<T>(path: string, action: () => T, partial = false): T {
  try {
    return action();
  } catch (error) {
    throw explain(error, path, partial);
  }
}
