import { createHash, randomBytes } from 'node:crypto';
import { closeSync, lstatSync, mkdirSync, openSync, readdirSync, readFileSync, readlinkSync, rmdirSync, rmSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { attempt, OutputError } from './write-error';

/** How long a run waits for another, in milliseconds. Writing takes a second or two. */
const PATIENCE = 15_000;

/** After how long the lock of another machine or container, whose processes can't be seen, counts as left behind, in milliseconds. */
const FOREIGN_LIFE = 60_000;

const LOCK = /^lock\.(\d+)\.(\d+)\.([0-9a-f]{16})\.[0-9a-f]{8}$/;

/**
 * Does something while no other run does it in the same folder.
 *
 * Each run puts up a file of its own that says who it is, then looks for others: of two runs at least one sees the other, and
 * takes its own down to try again. Nothing needs to be taken over from a run that was killed, which is where locks fail:
 * its file just doesn't count.
 *
 * @param staging - the folder for the locks; it is made, and removed when it is empty in the end
 * @throws OutputError when another run doesn't end
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

/** Makes the folder and the lock in it. Another run may remove the empty folder between the two steps. */
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
    // Another run waits, or this one was interrupted and left its index there.
  }
}

/** Whether an entry is the lock of a run that lives. One of a run that doesn't is removed. */
function isHeld(staging: string, entry: string, own: string): boolean {
  const [, pid, start, on] = LOCK.exec(entry) ?? [];
  if (pid === undefined) return false;
  const alive = on === machine() ? startOf(Number(pid)) === Number(start) : age(staging, entry, own) < FOREIGN_LIFE;
  if (!alive) rmSync(join(staging, entry), { force: true });
  return alive;
}

/** How much older a lock is than the own, by the clock of the file system; infinite when it is gone. */
function age(staging: string, entry: string, own: string): number {
  const [theirs, mine] = [entry, own].map((name) => lstatSync(join(staging, name), { throwIfNoEntry: false })?.mtimeMs);
  return theirs === undefined || mine === undefined ? Number.POSITIVE_INFINITY : mine - theirs;
}

/**
 * When a process was started, since a dead one's number is given away again: in ticks since boot, or 0 on systems without
 * `/proc`; `undefined` when it is dead, be it that nobody took note yet.
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

/** What tells machines, their boots and their containers apart, as far as process numbers go. */
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
  return new OutputError({ path, got: 'a symbolic link', allowed: 'a folder of this tool', fix: 'delete it, then run again' });
}

function busy(path: string, patience: number): OutputError {
  return new OutputError({
    path,
    got: `another run that writes here, for more than ${patience / 1000} s`,
    allowed: 'one run at a time',
    fix: 'wait for it; if there is none, delete this file',
  });
}
