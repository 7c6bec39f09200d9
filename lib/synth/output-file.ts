import { createHash } from 'node:crypto';
import { OutputError } from './write-error';

/** An object in a file, as the index names it. */
export interface OutputObject {
  /** `apiVersion kind namespace/name`, or `apiVersion kind name` without a namespace. */
  readonly id: string;
  /** The path of the construct that made it. */
  readonly construct: string;
}

/** A file of the output folder. */
export interface OutputFile {
  /** Relative to the output folder, `/` between folders. No part of it begins with a dot. */
  readonly path: string;
  /** In UTF-8. */
  readonly content: Buffer;
  readonly objects: readonly OutputObject[];
}

/** A file with what tells whether the one in the folder is the same. */
export interface HashedFile extends OutputFile {
  /** The SHA-256 of its content, in hex. */
  readonly sha256: string;
}

/** The SHA-256 of a text's UTF-8 or of bytes, in hex. */
export function sha256(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}

const PART = String.raw`(?!\.)[^/\\:\x00-\x1f\x7f]+`;
const PATH = new RegExp(`^${PART}(?:/${PART})*$`);

/** Whether a path stays in its folder on every system, and is none of the hidden files (such as the index itself). */
export function isOutputPath(path: string): boolean {
  return PATH.test(path);
}

/**
 * The files with their hashes, by path.
 *
 * @throws OutputError on a path that leads out of the folder, or that two files share, be it only where case doesn't count
 */
export function hashed(files: readonly OutputFile[]): HashedFile[] {
  const seen = new Set<string>();
  for (const { path } of files) {
    if (!isOutputPath(path)) throw badPath(path, 'a path that may lead elsewhere', 'a relative path without dot files, \\ and :');
    if (seen.size === seen.add(path.toLowerCase()).size) {
      throw badPath(path, 'two files of this name', 'names that differ where upper and lower case are one');
    }
  }
  const all = files.map((file) => ({ ...file, sha256: sha256(file.content) }));
  return all.sort((a, b) => (a.path < b.path ? -1 : 1));
}

function badPath(path: string, got: string, allowed: string): OutputError {
  return new OutputError({ path, got, allowed, fix: 'give the chart or the object another name' });
}
