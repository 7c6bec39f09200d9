import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compiledWriter, tree } from './write-child';

/** How many runs are killed at random times. `npm run kill-test` uses 200, and CI 40. */
const KILLS = Number(process.env.KILLS ?? 5);

/** Tests a kill at every step, or at every fifth one. */
const STRIDE = KILLS < 200 ? 5 : 1;

const COUNT = 200;
const script = compiledWriter();
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kill-'));
});
afterEach(() => rmSync(folder, { recursive: true }));
afterAll(() => rmSync(script, { recursive: true }));

/** Runs the writer to its end, or until it kills itself before a step. */
function run(outdir: string, seed: number, count = COUNT, ...step: readonly number[]) {
  const args = [join(script, 'child.js'), outdir, seed, count, ...step].map(String);
  return spawnSync(process.execPath, args, { encoding: 'utf8' });
}

/** Runs the writer, and kills it some milliseconds after its start. */
function killed(outdir: string, seed: number, millis: number): Promise<boolean> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [join(script, 'child.js'), outdir, String(seed), String(COUNT)]);
    child.stdout.once('data', () => setTimeout(() => child.kill('SIGKILL'), millis));
    child.on('close', (_, signal) => resolve(signal === 'SIGKILL'));
  });
}

/** The result of a run in an empty folder. */
function fresh(seed: number, count = COUNT): Record<string, string> {
  const clean = mkdtempSync(join(folder, 'fresh-'));
  expect(run(clean, seed, count)).toMatchObject({ status: 0, stderr: '' });
  const files = tree(clean);
  rmSync(clean, { recursive: true });
  return files;
}

/** The files that have neither the old nor the new content. */
function torn(outdir: string, ...states: readonly Readonly<Record<string, string>>[]): string[] {
  const files = Object.entries(tree(outdir)).filter(([path]) => path.endsWith('.yaml'));
  return files.filter(([path, text]) => !states.some((state) => state[path] === text)).map(([path]) => path);
}

test(`after ${KILLS} runs killed at random times, the next run gives the same result as a fresh one`, async () => {
  const outdir = join(folder, 'dist');
  let hits = 0;
  let before = fresh(0);
  run(outdir, 0);
  for (let round = 1; round <= KILLS; round++) {
    if (await killed(outdir, round, Math.random() * 40)) hits++;
    expect(torn(outdir, before, fresh(round))).toEqual([]);
    before = fresh(round * 3 + 1);
    expect(run(outdir, round * 3 + 1)).toMatchObject({ status: 0, stderr: '' });
    expect(tree(outdir)).toEqual(before);
  }
  expect(hits).toBeGreaterThan(0);
}, 600_000);

describe('a run killed before one of its steps', () => {
  const FEW = 7;

  test.each([
    ['in an existing folder', 1],
    ['in a new folder', undefined],
  ])(
    '%s leaves each file old or new, and the next run repairs the rest',
    (_, start) => {
      const outdir = join(folder, 'dist');
      const [old, now, next] = [start === undefined ? {} : fresh(start, FEW), fresh(2, FEW), fresh(3, FEW)];
      for (let step = 1; ; step += STRIDE) {
        rmSync(outdir, { recursive: true, force: true });
        if (start !== undefined) run(outdir, start, FEW);
        const first = run(outdir, 2, FEW, step);
        if (first.signal !== 'SIGKILL') break;
        if (step > 1) expect(torn(outdir, old, now)).toEqual([]);
        // Another run, with other files, is killed before a run completes.
        run(outdir, 4, FEW, (step * 7) % 20);
        expect(run(outdir, 3, FEW)).toMatchObject({ status: 0, stderr: '' });
        expect(tree(outdir)).toEqual(next);
      }
    },
    60_000,
  );
});

test('two runs killed one after the other leave no file that the next one does not recognize', () => {
  const outdir = join(folder, 'dist');
  // The steps at which all files are in place, but not the index.
  const steps = Number(run(outdir, 2, 7).stdout.split('\n')[1]);
  const next = fresh(3, 7);
  for (let step = 26; step < 42; step += 2) {
    rmSync(outdir, { recursive: true });
    expect(run(outdir, 2, 7, steps - 3).signal).toBe('SIGKILL');
    expect(existsSync(join(outdir, '.cdk8s-egress.tmp', 'next'))).toBe(true);
    expect(run(outdir, 4, 7, step).signal).toBe('SIGKILL');
    expect(run(outdir, 3, 7)).toMatchObject({ status: 0, stderr: '' });
    expect(tree(outdir)).toEqual(next);
  }
}, 60_000);
