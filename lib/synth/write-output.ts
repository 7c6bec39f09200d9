import { accessSync, constants, mkdirSync, readdirSync, renameSync, rmdirSync, rmSync, unlinkSync, writeFileSync } from 'node:fs';
import { formatIndex, formatWritten, INDEX } from './index-file';
import { type HashedFile, hashed, type OutputFile } from './output-file';
import { attempt } from './write-error';
import { parentOf, WriteFolder } from './write-folder';
import { withLock } from './write-lock';
import { isCurrent, NEXT_INDEX, planWrite, STAGING, type WritePlan } from './write-plan';

/**
 * Writes these files and an index of them (`.cdk8s-egress.index`, which users commit too), and removes files of earlier runs.
 *
 * - Files that are current are not touched. If all files are current, the folder can be read-only.
 * - A generated file that was edited is overwritten. If there is no index yet, all existing files in the place of output files
 *   are overwritten. If there is one, such a file that is not in the index is an error.
 * - A file of an earlier run that is no longer needed is removed if it is unchanged. If it was changed, that is an error: its
 *   changes must not be lost, and nobody should apply it.
 * - All files are written to a staging folder first, so that a full disk changes nothing. Then each is moved by one rename. After
 *   a killed run, each file is either old or new. The run also leaves the index of its files, so that the next run knows them.
 * - Files are not flushed to the disk one by one, which would take minutes for 30,000 files. After a power failure, a file may be
 *   missing or empty. The next run writes it again, because every run compares contents.
 * - If two runs use the folder at the same time, one waits.
 * - Symbolic links in the folder are not followed. The folder itself can be a link.
 *
 * @param outdir - the folder, which is created if it does not exist
 * @throws OutputError if a file cannot be written, or must not be overwritten or removed
 */
export function writeOutput(outdir: string, files: readonly OutputFile[]): void {
  const wanted = hashed(files);
  const index = formatIndex(wanted);
  attempt(outdir, () => makeFolder(outdir));
  const folder = new WriteFolder(outdir);
  if (isDone(folder, wanted, index)) return;
  withLock(folder.place(STAGING), () => write(new WriteFolder(outdir), wanted, index));
}

/** Whether everything is current. Another run may be writing, so that any difference is checked again with the lock. */
function isDone(folder: WriteFolder, wanted: readonly HashedFile[], index: string): boolean {
  try {
    return folder.entry(STAGING) === 'nothing' && isCurrent(planWrite(folder, wanted, index));
  } catch {
    return false;
  }
}

function makeFolder(outdir: string): void {
  try {
    mkdirSync(outdir, { recursive: true });
  } catch (error) {
    // With `recursive`, Node reports ENOENT on a read-only file system. Without it, the error is EROFS.
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') mkdirSync(outdir);
    throw error;
  }
}

function write(folder: WriteFolder, files: readonly HashedFile[], index: string): void {
  removeStaged(folder);
  const plan = planWrite(folder, files, index);
  if (isCurrent(plan)) return;
  const places = [...plan.changed.map(({ path }) => path), ...plan.stale];
  for (const parent of new Set(places.map(parentOf))) checkWritable(folder, parent);
  try {
    const staged = plan.changed.map((file, number) => stage(folder, file.content, number));
    announce(folder, plan, staged.length);
    for (const [number, file] of plan.changed.entries()) put(folder, file, staged[number] ?? '');
    for (const path of plan.stale) attempt(folder.place(path), () => unlinkSync(folder.place(path)), true);
    removeEmpty(folder, plan.gone);
    attempt(folder.place(INDEX), () => renameSync(folder.place(NEXT_INDEX), folder.place(INDEX)), true);
  } finally {
    removeStaged(folder);
  }
}

/** Writes a file to the staging folder. */
function stage(folder: WriteFolder, content: string | Uint8Array, number: number): string {
  const place = folder.place(`${STAGING}/${number}`);
  attempt(folder.outdir, () => writeFileSync(place, content, { flag: 'wx' }));
  return place;
}

/** Writes the index of the new files. After an interrupted run, first adds the files of its index to the current index. */
function announce(folder: WriteFolder, { index, known, interrupted }: WritePlan, number: number): void {
  const next = stage(folder, index, number);
  if (interrupted && known.written.size > 0) {
    const both = stage(folder, formatWritten(known.written), number + 1);
    attempt(folder.place(INDEX), () => renameSync(both, folder.place(INDEX)));
  }
  attempt(folder.place(NEXT_INDEX), () => renameSync(next, folder.place(NEXT_INDEX)));
}

function put(folder: WriteFolder, { path }: HashedFile, staged: string): void {
  const place = folder.place(path);
  const parent = parentOf(path);
  if (folder.entry(parent) === 'nothing') attempt(place, () => mkdirSync(folder.place(parent), { recursive: true }), true);
  attempt(place, () => renameSync(staged, place), true);
}

/** Detects missing permissions before the first file is moved. */
function checkWritable(folder: WriteFolder, parent: string): void {
  if (parent !== '' && folder.entry(parent) === 'nothing') return;
  attempt(folder.place(parent), () => accessSync(folder.place(parent), constants.W_OK));
}

/** Removes the staged files of this run, or of a killed one, that were not moved into place. */
function removeStaged(folder: WriteFolder): void {
  const staging = folder.place(STAGING);
  for (const name of readdirSync(staging)) if (/^\d+$/.test(name)) rmSync(folder.place(`${STAGING}/${name}`), { force: true });
}

/** Removes the folders of removed files if they are empty. */
function removeEmpty(folder: WriteFolder, gone: readonly string[]): void {
  for (const parent of new Set(gone.map(parentOf))) {
    for (let path = parent; path !== ''; path = parentOf(path)) if (!isRemoved(folder, path)) break;
  }
}

function isRemoved(folder: WriteFolder, path: string): boolean {
  if (folder.entry(path) !== 'a folder') return true;
  try {
    rmdirSync(folder.place(path));
    return true;
  } catch {
    return false; // It has other files, or another owner.
  }
}
