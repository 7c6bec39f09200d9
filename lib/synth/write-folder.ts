import { lstatSync, readFileSync, type Stats } from 'node:fs';
import { join } from 'node:path';
import { sha256 } from './output-file';
import { attempt, OutputError } from './write-error';

/** What exists at a path: nothing, a file, or something that a run must neither read nor overwrite. */
export type Entry = 'nothing' | 'file' | 'a folder' | 'a symbolic link' | 'a device or socket';

/** Reads an output folder without following symbolic links in it, so that a path never leads out of the folder. */
export class WriteFolder {
  private readonly folders = new Map<string, Entry>();

  constructor(public readonly outdir: string) {}

  /** The full path for a path in the folder. */
  public place(path: string): string {
    return join(this.outdir, path);
  }

  /**
   * The size of the file at a path, in bytes; `undefined` if nothing exists.
   *
   * @throws OutputError if something else exists at the path, or in the place of one of its folders
   */
  public size(path: string): number | undefined {
    const parent = parentOf(path);
    const way = this.folder(parent);
    if (way === 'nothing') return undefined;
    if (way !== 'a folder') throw inTheWay(this.place(parent), way === 'file' ? 'a file' : way, 'a folder');
    const stats = this.stat(path);
    const entry = entryOf(stats);
    if (entry !== 'nothing' && entry !== 'file') throw inTheWay(this.place(path), entry, 'a file');
    return stats?.size;
  }

  /** What exists at a path; `nothing` also if one of its folders is not a plain folder. */
  public entry(path: string): Entry {
    return this.folder(parentOf(path)) === 'a folder' ? entryOf(this.stat(path)) : 'nothing';
  }

  /** The SHA-256 of the file at a path. */
  public hash(path: string): string {
    return attempt(this.place(path), () => sha256(readFileSync(this.place(path))));
  }

  /** The text of the file at a path; `undefined` if nothing exists. */
  public read(path: string): string | undefined {
    if (this.size(path) === undefined) return undefined;
    return attempt(this.place(path), () => readFileSync(this.place(path), 'utf8'));
  }

  /** What exists at the path of a folder, or at the first of its parents that is not a folder. */
  private folder(path: string): Entry {
    if (path === '') return 'a folder';
    const known = this.folders.get(path);
    if (known !== undefined) return known;
    const way = this.folder(parentOf(path));
    const entry = way === 'a folder' ? entryOf(this.stat(path)) : way;
    this.folders.set(path, entry);
    return entry;
  }

  private stat(path: string): Stats | undefined {
    return attempt(this.place(path), () => lstatSync(this.place(path), { throwIfNoEntry: false }));
  }
}

/** The folder of a path; empty for a path without folders. */
export function parentOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}

function entryOf(stats: Stats | undefined): Entry {
  if (!stats) return 'nothing';
  if (stats.isFile()) return 'file';
  if (stats.isDirectory()) return 'a folder';
  return stats.isSymbolicLink() ? 'a symbolic link' : 'a device or socket';
}

function inTheWay(path: string, got: string, allowed: string): OutputError {
  return new OutputError({ path, got, allowed, fix: 'move it away, then run again' });
}
