import { addWritten, INDEX, type IndexContent, parseIndex } from './index-file';
import type { HashedFile } from './output-file';
import { OutputError } from './write-error';
import type { WriteFolder } from './write-folder';

/** The folder in which a run prepares its files. The run removes it at the end; the next run removes that of a killed run. */
export const STAGING = '.cdk8s-egress.tmp';

/** The index of the files that a run is about to write. While it exists, each file may match it or the current index. */
export const NEXT_INDEX = `${STAGING}/next`;

/** The steps to update a folder. */
export interface WritePlan {
  /** Files that are missing or differ. */
  readonly changed: readonly HashedFile[];
  /** The paths of files of earlier runs that are no longer needed, exist, and are unchanged. */
  readonly stale: readonly string[];
  /** All paths of earlier runs that are no longer needed. Their folders are removed if they are empty. */
  readonly gone: readonly string[];
  /** The new index. */
  readonly index: string;
  /** The current index. */
  readonly oldIndex: string | undefined;
  /** The files that earlier runs wrote. */
  readonly known: IndexContent;
  /** Whether an earlier run was interrupted while it moved its files into place: {@link NEXT_INDEX} exists. */
  readonly interrupted: boolean;
}

/** Whether all files and the index are current, and no interrupted run must be completed. */
export function isCurrent(plan: WritePlan): boolean {
  return plan.changed.length + plan.stale.length === 0 && plan.oldIndex === plan.index && !plan.interrupted;
}

/**
 * Compares a folder with the files that it should have. Files are compared by content, not by time or by the hashes in the index.
 *
 * @param index - the index of the files
 * @throws OutputError if something else is in the place of a file, or if a file would be lost that no run wrote
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

/** The files in the index, and in the index of an interrupted run. */
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

/** Whether a file that is no longer needed exists. */
function isStale(folder: WriteFolder, path: string, known: IndexContent): boolean {
  const entry = folder.entry(path);
  if (entry === 'nothing') return false;
  if (entry !== 'file' || !known.written.get(path)?.includes(folder.hash(path))) throw edited(folder.place(path));
  return true;
}

function foreign(path: string): OutputError {
  return new OutputError({
    path,
    got: 'a file that no run wrote, in the place of an output file',
    allowed: 'a file in the index, or no file',
    fix: 'move it away or delete it, then run again',
  });
}

function edited(path: string): OutputError {
  return new OutputError({
    path,
    got: 'a file that the app no longer creates, and that was changed since it was written',
    allowed: 'an unchanged file, or no file',
    fix: 'delete it, or move it out of the folder if you need it; then run again',
  });
}
