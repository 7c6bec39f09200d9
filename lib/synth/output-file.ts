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
  /** The path relative to the output folder, with `/` between folders. No part of it begins with a dot. */
  readonly path: string;
  /** The content in UTF-8. */
  readonly content: Buffer;
  readonly objects: readonly OutputObject[];
}

/** A file with the hash of its content, to compare it with the file in the folder. */
export interface HashedFile extends OutputFile {
  /** The SHA-256 of its content, in hex. */
  readonly sha256: string;
}

/** The SHA-256 of bytes, or of a text in UTF-8, in hex. */
export function sha256(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}

const PART = String.raw`(?!\.)[^/\\:\x00-\x1f\x7f]+`;
const PATH = new RegExp(`^${PART}(?:/${PART})*$`);

/** Whether a path stays in its folder on every system, and is not hidden, like the index. */
export function isOutputPath(path: string): boolean {
  return PATH.test(path);
}

/**
 * The files with their hashes, sorted by path.
 *
 * @throws OutputError if a path leads out of the folder, or if two paths are equal when case is ignored
 */
export function hashed(files: readonly OutputFile[]): HashedFile[] {
  const seen = new Set<string>();
  for (const { path } of files) {
    if (!isOutputPath(path))
      throw badPath(path, 'a path that may lead out of the output folder', 'a relative path without hidden files, \\ and :');
    if (seen.size === seen.add(path.toLowerCase()).size) {
      throw badPath(path, 'two files with this name', 'names that differ by more than case');
    }
  }
  const all = files.map((file) => ({ ...file, sha256: sha256(file.content) }));
  return all.sort((a, b) => (a.path < b.path ? -1 : 1));
}

function badPath(path: string, got: string, allowed: string): OutputError {
  return new OutputError({ path, got, allowed, fix: 'rename the chart or the object' });
}
