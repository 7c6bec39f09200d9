import { createHash, randomBytes } from 'node:crypto';
import { closeSync, lstatSync, mkdirSync, openSync, readdirSync, readFileSync, readlinkSync, rmdirSync, rmSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { attempt, OutputError } from './write-error';

/** How long a run waits for another one, in milliseconds. Writing takes one or two seconds. */
const PATIENCE = 15_000;

/** The age, in milliseconds, after which a lock of another machine or container is stale: its processes are not visible. */
const FOREIGN_LIFE = 60_000;

const LOCK = /^lock\.(\d+)\.(\d+)\.([0-9a-f]{16})\.[0-9a-f]{8}$/;

/**
 * Runs an action while no other run uses the same folder.
 *
 * Each run creates a file with its identity, then looks for files of other runs. If two runs start at the same time, at least
 * one sees the other: it removes its own file and tries again. The file of a killed run is ignored, so that no lock must be
 * taken over, which is where other locks fail.
 *
 * @param staging - the folder for the locks; it is created, and removed at the end if it is empty
 * @throws OutputError if another run does not end
 */
export function withLock<T>(staging: string, action: () => T, patience = PATIENCE): T {
  const lock = acquire(staging, patience);
  try {
    return action();
  } finally {
    release(staging, lock);
  }
}

function acquire(staging: string, patience: number): string {
  const lock = `lock.${process.pid}.${startOf(process.pid) ?? 0}.${machine()}.${randomBytes(4).toString('hex')}`;
  const until = Date.now() + patience;
  for (;;) {
    attempt(staging, () => put(staging, lock));
    const other = readdirSync(staging).find((entry) => entry !== lock && isHeld(staging, entry, lock));
    if (other === undefined) return lock;
    release(staging, lock);
    if (Date.now() >= until) throw busy(join(staging, other), patience);
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5 + Math.random() * 30);
  }
}

/** Creates the folder and the lock in it. Another run may remove the empty folder between the two steps. */
function put(staging: string, lock: string): void {
  for (let tries = 0; ; tries++) {
    if (!lstatSync(staging, { throwIfNoEntry: false })) make(staging);
    if (lstatSync(staging, { throwIfNoEntry: false })?.isSymbolicLink()) throw linked(staging);
    try {
      closeSync(openSync(join(staging, lock), 'wx'));
      return;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || tries > 100) throw error;
    }
  }
}

function make(staging: string): void {
  try {
    mkdirSync(staging);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}

function release(staging: string, lock: string): void {
  rmSync(join(staging, lock), { force: true });
  try {
    rmdirSync(staging);
  } catch {
    // Another run waits, or this run was interrupted and left its index.
  }
}

/** Whether an entry is the lock of a running process. Stale locks are removed. */
function isHeld(staging: string, entry: string, own: string): boolean {
  const [, pid, start, on] = LOCK.exec(entry) ?? [];
  if (pid === undefined) return false;
  const alive = on === machine() ? startOf(Number(pid)) === Number(start) : age(staging, entry, own) < FOREIGN_LIFE;
  if (!alive) rmSync(join(staging, entry), { force: true });
  return alive;
}

/** The age of a lock relative to the own lock, by the clock of the file system; infinite if it does not exist. */
function age(staging: string, entry: string, own: string): number {
  const [theirs, mine] = [entry, own].map((name) => lstatSync(join(staging, name), { throwIfNoEntry: false })?.mtimeMs);
  return theirs === undefined || mine === undefined ? Number.POSITIVE_INFINITY : mine - theirs;
}

/**
 * The start time of a process, in ticks since boot, because process numbers are reused; 0 on systems without `/proc`;
 * `undefined` if the process has exited, zombies included.
 */
function startOf(pid: number): number | undefined {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return undefined;
  }
  if (process.platform !== 'linux') return 0;
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const [state = '', ...fields] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return 'ZX'.includes(state) ? undefined : Number(fields[18]);
  } catch {
    return undefined;
  }
}

/** Identifies the machine, its boot and the container: the scope in which process numbers are unique. */
function machine(): string {
  const parts = [
    hostname(),
    text(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8')),
    text(() => readlinkSync('/proc/self/ns/pid')),
  ];
  return createHash('sha256').update(parts.join('\n')).digest('hex').slice(0, 16);
}

function text(read: () => string): string {
  try {
    return read();
  } catch {
    return '';
  }
}

function linked(path: string): OutputError {
  return new OutputError({ path, got: 'a symbolic link', allowed: 'a folder', fix: 'delete it, then run again' });
}

function busy(path: string, patience: number): OutputError {
  return new OutputError({
    path,
    got: `another run that has been writing to this folder for more than ${patience / 1000} s`,
    allowed: 'one run at a time',
    fix: 'wait until it ends; if there is no other run, delete this file',
  });
}
