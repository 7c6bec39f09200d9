import { addWritten, INDEX, type IndexContent, parseIndex } from './index-file';
import type { HashedFile } from './output-file';
import { OutputError } from './write-error';
import type { WriteFolder } from './write-folder';

/** The folder in which a run prepares its files. It is gone after the run; the next run removes what a killed one left. */
export const STAGING = '.cdk8s-egress.tmp';

/** The index of the files that a run is about to write. While it stands, a file may be as it or as the index says. */
export const NEXT_INDEX = `${STAGING}/next`;

/** What must be done so that a folder holds what it should. */
export interface WritePlan {
  /** Files that are missing or differ. */
  readonly changed: readonly HashedFile[];
  /** Paths of files that an earlier run wrote, that hold what it wrote, and that are wanted no longer. */
  readonly stale: readonly string[];
  /** Paths of earlier runs that are wanted no longer, there or not: their folders go when they are empty. */
  readonly gone: readonly string[];
  /** The index as it should be. */
  readonly index: string;
  /** The index as it is. */
  readonly oldIndex: string | undefined;
  /** What earlier runs wrote. */
  readonly known: IndexContent;
  /** Whether an earlier run was interrupted while it put its files in place: {@link NEXT_INDEX} is there. */
  readonly interrupted: boolean;
}

/** Whether all files and the index are as they should be, and no interrupted run needs to be finished. */
export function isCurrent(plan: WritePlan): boolean {
  return plan.changed.length + plan.stale.length === 0 && plan.oldIndex === plan.index && !plan.interrupted;
}

/**
 * Compares a folder with the files that it should hold, by content: the clock and what the index claims are not trusted.
 *
 * @param index - the index of the files
 * @throws OutputError when something is in the way, and when a file would be lost that no run wrote (see {@link writeOutput})
 */
export function planWrite(folder: WriteFolder, files: readonly HashedFile[], index: string): WritePlan {
  const oldIndex = folder.read(INDEX);
  const next = folder.read(NEXT_INDEX);
  const known = knownOf(folder, oldIndex, next);
  const changed = files.filter((file) => differs(folder, file, known));
  const wanted = new Set(files.map(({ path }) => path));
  const gone = [...known.written.keys()].filter((path) => !wanted.has(path)).sort();
  const stale = gone.filter((path) => isStale(folder, path, known));
  return { changed, stale, gone, index, oldIndex, known, interrupted: next !== undefined };
}

/** What the index says was written, and the one that an interrupted run left. */
function knownOf(folder: WriteFolder, oldIndex: string | undefined, next: string | undefined): IndexContent {
  const old = oldIndex === undefined ? { written: new Map(), whole: false } : parseIndex(oldIndex, folder.place(INDEX));
  if (next === undefined) return old;
  for (const [path, hashes] of parseIndex(next, folder.place(NEXT_INDEX)).written) addWritten(old.written, path, ...hashes);
  return old;
}

function differs(folder: WriteFolder, { path, content, sha256 }: HashedFile, known: IndexContent): boolean {
  const found = folder.size(path);
  if (found === undefined) return true;
  if (found === content.length && folder.hash(path) === sha256) return false;
  if (known.whole && !known.written.has(path)) throw foreign(folder.place(path));
  return true;
}

/** Whether a file is there that is wanted no longer. */
function isStale(folder: WriteFolder, path: string, known: IndexContent): boolean {
  const entry = folder.entry(path);
  if (entry === 'nothing') return false;
  if (entry !== 'file' || !known.written.get(path)?.includes(folder.hash(path))) throw edited(folder.place(path));
  return true;
}

function foreign(path: string): OutputError {
  return new OutputError({
    path,
    got: 'a file that no run wrote, where one must be written',
    allowed: 'files that the index names, or none',
    fix: 'move it away or delete it, then run again',
  });
}

function edited(path: string): OutputError {
  return new OutputError({
    path,
    got: 'a file that the app no longer makes, and that was changed since it was written',
    allowed: 'files as they were written, or none',
    fix: 'delete it if it is not needed, else move it out of the folder; then run again',
  });
}
