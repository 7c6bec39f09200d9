import { accessSync, constants, mkdirSync, readdirSync, renameSync, rmdirSync, rmSync, unlinkSync, writeFileSync } from 'node:fs';
import { formatIndex, formatWritten, INDEX } from './index-file';
import { type HashedFile, hashed, type OutputFile } from './output-file';
import { attempt } from './write-error';
import { parentOf, WriteFolder } from './write-folder';
import { withLock } from './write-lock';
import { isCurrent, NEXT_INDEX, planWrite, STAGING, type WritePlan } from './write-plan';

/**
 * Makes a folder hold exactly these files of ours, and an index of them (`.cdk8s-egress.index`, to be committed with them).
 *
 * - A file that is as it should be is not touched. When all are, nothing is, and the folder may be read-only.
 * - A file of ours that was edited is overwritten: the folder is generated. So is one that stands in the way where there is no
 *   index yet. Where there is one, a file that it doesn't name is somebody's: an error.
 * - A file of an earlier run that is no longer wanted is removed if it holds what that run wrote. If it was changed since,
 *   that is an error: nobody must lose it, and nobody must apply it.
 * - All files are written before the first is put in its place, so that a full disk changes nothing. Each is put there by one
 *   rename. A run that is killed leaves each file old or new, and the index that it was about to write, so that the next run
 *   knows which files are its. Files are not flushed to the disk one by one (30,000 would take minutes): when the power
 *   fails, a file may be lost or empty. As every run compares contents, the next one writes it again.
 * - Of two runs at once, one waits.
 * - Symbolic links in the folder are not followed; the folder itself may be one.
 *
 * @param outdir - made when it is missing
 * @throws OutputError when a file can't be written or may not be overwritten or removed
 */
export function writeOutput(outdir: string, files: readonly OutputFile[]): void {
  const wanted = hashed(files);
  const index = formatIndex(wanted);
  attempt(outdir, () => makeFolder(outdir));
  const folder = new WriteFolder(outdir);
  if (isDone(folder, wanted, index)) return;
  withLock(folder.place(STAGING), () => write(new WriteFolder(outdir), wanted, index));
}

/** Whether all is as it should be. Without the lock, another run may be halfway: what looks wrong then is looked at again. */
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
    // On a read-only file system, Node says "no such file" of folders that it shall make with their parents.
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

/** Writes a file of the staging folder, which nobody reads. */
function stage(folder: WriteFolder, content: string | Uint8Array, number: number): string {
  const place = folder.place(`${STAGING}/${number}`);
  attempt(folder.outdir, () => writeFileSync(place, content, { flag: 'wx' }));
  return place;
}

/** Puts up the index of what comes. What it replaces, after an interrupted run, goes into the index first. */
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

/** Refuses early what would otherwise be refused halfway. */
function checkWritable(folder: WriteFolder, parent: string): void {
  if (parent !== '' && folder.entry(parent) === 'nothing') return;
  attempt(folder.place(parent), () => accessSync(folder.place(parent), constants.W_OK));
}

/** Removes the files that this run, or one that was killed, wrote and didn't put in place. */
function removeStaged(folder: WriteFolder): void {
  const staging = folder.place(STAGING);
  for (const name of readdirSync(staging)) if (/^\d+$/.test(name)) rmSync(folder.place(`${STAGING}/${name}`), { force: true });
}

/** Removes the folders of files that are gone, if nothing is left in them. */
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
    return false; // Something is in it, or it belongs to somebody else: it stays.
  }
}
