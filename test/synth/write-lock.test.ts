import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { withLock } from '../../lib/synth/write-lock';
import { compiledWriter, tree } from './write-child';

let folder: string;
let staging: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'write-lock-'));
  staging = join(folder, 'tmp');
});
afterEach(() => rmSync(folder, { recursive: true }));

/** The file name of a lock that this process holds. */
const ownLock = () => withLock(staging, () => readdirSync(staging)[0] ?? '');
const ENOUGH = 30;

test('exists only while it is held', () => {
  expect(ownLock()).toMatch(/^lock\.\d+\.\d+\.[0-9a-f]{16}\.[0-9a-f]{8}$/);
  expect(existsSync(staging)).toBe(false);
});

test('is released if the action fails', () => {
  const fails = () => {
    throw new Error('full');
  };
  expect(() => withLock(staging, fails)).toThrow('full');
  expect(existsSync(staging)).toBe(false);
});

test('is refused while another run holds it, with a message', () => {
  const refused = () => withLock(staging, () => withLock(staging, () => 'both', ENOUGH));
  expect(refused).toThrow(
    /lock\..*: nothing was changed\n {2}got another run that has been writing to this folder for more than 0.03 s; allowed: one run/,
  );
});

test('does not touch other files in its folder', () => {
  mkdirSync(staging);
  writeFileSync(join(staging, 'next'), 'index');
  expect(withLock(staging, () => 1)).toBe(1);
  expect(tree(staging)).toEqual({ next: 'index' });
});

test('is not created through a symbolic link', () => {
  mkdirSync(join(folder, 'elsewhere'));
  symlinkSync('elsewhere', staging);
  expect(() => withLock(staging, () => 1)).toThrow('got a symbolic link; allowed: a folder');
});

describe('of a killed run is ignored', () => {
  /** A lock like ours, held by another process. */
  const leave = (change: (parts: string[]) => void) => {
    const parts = ownLock().split('.');
    change(parts);
    mkdirSync(staging);
    writeFileSync(join(staging, parts.join('.')), '');
    return join(staging, parts.join('.'));
  };
  const dead = () => spawnSync('true').pid;

  test.each<[string, (parts: string[]) => void]>([
    ['if its process no longer exists', (parts) => parts.splice(1, 1, String(dead()))],
    ['if its process id belongs to a process that began later', (parts) => parts.splice(2, 1, '1')],
  ])('%s', (_, change) => {
    if (process.platform !== 'linux') return;
    leave(change);
    expect(withLock(staging, () => readdirSync(staging).length, ENOUGH)).toBe(1);
    expect(existsSync(staging)).toBe(false);
  });

  test('if it is from another machine and old, but not if it is recent', () => {
    const lock = leave((parts) => parts.splice(3, 1, '0'.repeat(16)));
    expect(() => withLock(staging, () => 1, ENOUGH)).toThrow('got another run');
    utimesSync(lock, new Date(), new Date(Date.now() - 90_000));
    expect(withLock(staging, () => 1, ENOUGH)).toBe(1);
  });
});

test('makes simultaneous runs give the result of one of them', async () => {
  const script = compiledWriter();
  const run = (outdir: string, seed: number) =>
    new Promise<number | null>((resolve) => {
      spawn(process.execPath, [join(script, 'child.js'), outdir, String(seed), '60']).on('close', resolve);
    });
  const seeds = [1, 2, 3];
  for (const seed of seeds) await run(join(folder, String(seed)), seed);
  expect(await Promise.all(seeds.map((seed) => run(join(folder, 'all'), seed)))).toEqual([0, 0, 0]);
  expect(seeds.map((seed) => tree(join(folder, String(seed))))).toContainEqual(tree(join(folder, 'all')));
  rmSync(script, { recursive: true });
}, 60_000);
