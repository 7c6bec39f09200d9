import { spawnSync } from 'node:child_process';
import fs, {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { INDEX } from '../../lib/synth/index-file';
import { checkOutput, checkRequested } from '../../lib/synth/write-check';
import { OutputError } from '../../lib/synth/write-error';
import { writeOutput } from '../../lib/synth/write-output';
import { STAGING } from '../../lib/synth/write-plan';
import { compiledWriter, tree } from './write-child';

let folder: string;
let dist: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'write-output-'));
  dist = join(folder, 'dist');
});
afterEach(() => {
  jest.restoreAllMocks();
  rmSync(folder, { recursive: true });
});

const file = (path: string, text: string) => ({
  path,
  content: Buffer.from(text),
  objects: [{ id: `v1 ConfigMap ${text}`, construct: `app/${text}` }],
});
const write = (files: Readonly<Record<string, string>>) =>
  writeOutput(
    dist,
    Object.entries(files).map(([path, text]) => file(path, text)),
  );
const check = (files: Readonly<Record<string, string>>) =>
  checkOutput(
    dist,
    Object.entries(files).map(([path, text]) => file(path, text)),
  );
const put = (path: string, text: string) => {
  mkdirSync(join(dist, path, '..'), { recursive: true });
  writeFileSync(join(dist, path), text);
};
/** What is in the folder, without the index. */
const held = () => {
  const { [INDEX]: _, ...files } = tree(dist);
  return files;
};
const told = (action: () => unknown) => {
  try {
    action();
  } catch (error) {
    if (error instanceof OutputError) return error.message.replaceAll(folder, '');
    throw error;
  }
  return 'nothing';
};

describe('a run', () => {
  test('makes the folder and the folders in it, and an index', () => {
    write({ 'a.yaml': 'a', 'shop/b.yaml': 'ü' });
    expect(tree(dist)).toEqual({ [INDEX]: expect.any(String), 'a.yaml': 'a', 'shop/b.yaml': 'ü' });
    expect(JSON.parse(readFileSync(join(dist, INDEX), 'utf8'))).toMatchObject({
      files: [{ path: 'a.yaml', objects: { 'v1 ConfigMap a': 'app/a' } }, { path: 'shop/b.yaml' }],
    });
  });

  test('touches no file that is as it should be, the index neither', () => {
    write({ 'a.yaml': 'a', 'b.yaml': 'b' });
    for (const name of ['a.yaml', 'b.yaml', INDEX]) utimesSync(join(dist, name), 1, 1);
    write({ 'a.yaml': 'a', 'b.yaml': 'b' });
    expect(['a.yaml', 'b.yaml', INDEX].map((name) => statSync(join(dist, name)).mtimeMs)).toEqual([1000, 1000, 1000]);
    write({ 'a.yaml': 'a', 'b.yaml': 'other' });
    expect(statSync(join(dist, 'a.yaml')).mtimeMs).toBe(1000);
    expect(held()).toEqual({ 'a.yaml': 'a', 'b.yaml': 'other' });
  });

  test('takes a file of the same size and time for another when its content is', () => {
    write({ 'a.yaml': 'a' });
    const { atime, mtime } = statSync(join(dist, 'a.yaml'));
    put('a.yaml', 'b');
    utimesSync(join(dist, 'a.yaml'), atime, mtime);
    write({ 'a.yaml': 'a' });
    expect(held()).toEqual({ 'a.yaml': 'a' });
  });

  test('removes what the run before wrote and this one does not, and folders that are empty then', () => {
    write({ 'a.yaml': 'a', 'shop/deep/b.yaml': 'b', 'till/c.yaml': 'c' });
    put('till/README.md', 'mine');
    write({ 'a.yaml': 'a' });
    expect(held()).toEqual({ 'a.yaml': 'a', 'till/README.md': 'mine' });
    expect(existsSync(join(dist, 'shop'))).toBe(false);
  });

  test('removes all when nothing is made any more', () => {
    write({ 'a.yaml': 'a' });
    write({});
    expect(held()).toEqual({});
  });

  test('leaves files of others alone, be they named like ours', () => {
    put('mine.yaml', 'mine');
    write({ 'a.yaml': 'a' });
    write({});
    expect(held()).toEqual({ 'mine.yaml': 'mine' });
  });

  test('overwrites a file of ours that was edited', () => {
    write({ 'a.yaml': 'a' });
    put('a.yaml', 'edited');
    write({ 'a.yaml': 'a' });
    expect(held()).toEqual({ 'a.yaml': 'a' });
  });

  test('overwrites what stands there when there is no index: it may be from a version that had none', () => {
    put('a.yaml', 'old');
    write({ 'a.yaml': 'a' });
    expect(held()).toEqual({ 'a.yaml': 'a' });
  });

  test('judges under the lock, not by a first look at what another run has half done', () => {
    write({ 'a.yaml': 'a' });
    const old = readFileSync(join(dist, INDEX));
    write({ 'a.yaml': 'a', 'b.yaml': 'b' });
    const other = readFileSync(join(dist, INDEX));
    writeFileSync(join(dist, INDEX), old); // The other run has put up its b.yaml, and not yet the index that names it.
    const make = mkdirSync;
    jest.spyOn(fs, 'mkdirSync').mockImplementation((path, ...options) => {
      if (String(path).endsWith(STAGING)) writeFileSync(join(dist, INDEX), other);
      return make(path, ...options);
    });
    write({ 'a.yaml': 'a', 'b.yaml': 'c' });
    expect(held()).toEqual({ 'a.yaml': 'a', 'b.yaml': 'c' });
  });

  test('works in a folder that somebody emptied', () => {
    write({ 'a.yaml': 'a' });
    for (const name of readdirSync(dist)) rmSync(join(dist, name));
    write({ 'b.yaml': 'b' });
    expect(held()).toEqual({ 'b.yaml': 'b' });
  });

  test('works through a symbolic link to the folder', () => {
    mkdirSync(join(folder, 'real'));
    symlinkSync('real', dist);
    write({ 'a.yaml': 'a' });
    expect(Object.keys(tree(join(folder, 'real')))).toEqual([INDEX, 'a.yaml']);
  });

  test('reads an index that Git could not merge as both of its sides', () => {
    // GIVEN what two branches made
    write({ 'a.yaml': 'a', 'ours.yaml': 'ours' });
    const ours = readFileSync(join(dist, INDEX), 'utf8');
    write({ 'a.yaml': 'a', 'theirs.yaml': 'theirs' });
    const theirs = readFileSync(join(dist, INDEX), 'utf8');
    put('ours.yaml', 'ours');
    // WHEN
    put(INDEX, `<<<<<<< HEAD\n${ours}=======\n${theirs}>>>>>>> topic\n`);
    write({ 'a.yaml': 'a' });
    // THEN
    expect(held()).toEqual({ 'a.yaml': 'a' });
  });
});

describe('a run refuses, and changes nothing', () => {
  const rows: readonly [string, () => void, Record<string, string>][] = [
    ['to remove a file that was edited', () => put('b.yaml', 'edited'), { 'a.yaml': 'new' }],
    ['to overwrite a file that is not ours', () => put('c.yaml', 'mine'), { 'b.yaml': 'b', 'c.yaml': 'c' }],
    ['a folder for a file', () => mkdirSync(join(dist, 'c.yaml')), { 'b.yaml': 'b', 'c.yaml': 'c' }],
    ['a file for a folder', () => put('shop', ''), { 'b.yaml': 'b', 'shop/c.yaml': 'c' }],
    ['a link for a file', () => symlinkSync('a.yaml', join(dist, 'c.yaml')), { 'b.yaml': 'b', 'c.yaml': 'c' }],
    ['a link for a folder', () => symlinkSync('..', join(dist, 'shop')), { 'b.yaml': 'b', 'shop/c.yaml': 'c' }],
    ['a path that leads out', () => undefined, { 'b.yaml': 'b', '../c.yaml': 'c' }],
    ['two names that are one on some systems', () => undefined, { 'b.yaml': 'b', 'C.yaml': '', 'c.yaml': '' }],
    ['an index that is no index', () => put(INDEX, 'x\n'), { 'a.yaml': 'new', 'b.yaml': 'b' }],
    ['an index that is empty', () => put(INDEX, ''), { 'a.yaml': 'new', 'b.yaml': 'b' }],
  ];

  /** The message of a run that finds what a row puts into the folder. */
  function refused(given: () => void, files: Record<string, string>): string {
    rmSync(dist, { recursive: true, force: true });
    write({ 'a.yaml': 'a', 'b.yaml': 'b' });
    given();
    const before = tree(dist);
    const message = told(() => write(files));
    expect(told(() => check(files))).toBe(message);
    expect(tree(dist)).toEqual(before);
    return message.replace(folder, '');
  }

  test.each(rows)('%s', (_, given, files) => {
    expect(refused(given, files)).toMatch(/: nothing was changed\n {2}got /);
  });

  test('and says where, what is there, and how to mend it', () => {
    const messages = rows.map(([name, given, files]) => `${name}\n${refused(given, files)}`);
    expect(messages.join('\n')).toMatchInlineSnapshot(`
"to remove a file that was edited
/dist/b.yaml: nothing was changed
  got a file that the app no longer makes, and that was changed since it was written; allowed: files as they were written, or none
  fix: delete it if it is not needed, else move it out of the folder; then run again
to overwrite a file that is not ours
/dist/c.yaml: nothing was changed
  got a file that no run wrote, where one must be written; allowed: files that the index names, or none
  fix: move it away or delete it, then run again
a folder for a file
/dist/c.yaml: nothing was changed
  got a folder; allowed: a file
  fix: move it away, then run again
a file for a folder
/dist/shop: nothing was changed
  got a file; allowed: a folder
  fix: move it away, then run again
a link for a file
/dist/c.yaml: nothing was changed
  got a symbolic link; allowed: a file
  fix: move it away, then run again
a link for a folder
/dist/shop: nothing was changed
  got a symbolic link; allowed: a folder
  fix: move it away, then run again
a path that leads out
../c.yaml: nothing was changed
  got a path that may lead elsewhere; allowed: a relative path without dot files, \\ and :
  fix: give the chart or the object another name
two names that are one on some systems
c.yaml: nothing was changed
  got two files of this name; allowed: names that differ where upper and lower case are one
  fix: give the chart or the object another name
an index that is no index
/dist/.cdk8s-egress.index:1: nothing was changed
  got x; allowed: an index as a run of this version writes it
  fix: restore it (git checkout), or delete it together with the generated files beside it; then run again
an index that is empty
/dist/.cdk8s-egress.index:1: nothing was changed
  got an empty line; allowed: an index as a run of this version writes it
  fix: restore it (git checkout), or delete it together with the generated files beside it; then run again"
`);
  });

  test('a file in the place of the output folder', () => {
    writeFileSync(dist, '');
    expect(told(() => write({}))).toContain(
      '/dist: nothing was changed\n  got a file where a folder should be; allowed: a folder',
    );
  });

  test('to remove what a link in the way of a folder of the index leads to', () => {
    write({ 'shop/a.yaml': 'a' });
    renameSync(join(dist, 'shop'), join(folder, 'moved'));
    symlinkSync('../moved', join(dist, 'shop'));
    write({});
    expect(tree(join(folder, 'moved'))).toEqual({ 'a.yaml': 'a' });
  });

  test('to remove what an index names outside of the folder', () => {
    write({ 'a.yaml': 'a' });
    writeFileSync(join(folder, 'a.yaml'), 'a');
    put(INDEX, readFileSync(join(dist, INDEX), 'utf8').replace('"a.yaml"', '"../a.yaml"'));
    expect(told(() => write({}))).toContain(`/dist/${INDEX}:2: nothing was changed\n  got "../a.yaml"`);
    expect(readFileSync(join(folder, 'a.yaml'), 'utf8')).toBe('a');
  });
});

describe('a disk', () => {
  const script = compiledWriter();
  afterAll(() => rmSync(script, { recursive: true }));

  /** Runs a shell script as root of its own little system, where it may mount. */
  const inOwnSystem = (commands: string) =>
    spawnSync('unshare', ['--user', '--map-root-user', '--mount', 'sh', '-ec', commands], { encoding: 'utf8' });
  const mayMount = inOwnSystem(`mount -t tmpfs tmpfs ${tmpdir()}`).status === 0;
  const where = mayMount ? test : test.skip;
  if (!mayMount) process.stderr.write('this system allows no mounts of its own: tests of full and read-only disks are skipped\n');

  const child = (seed: number) => `${process.execPath} ${script}/child.js ${dist} ${seed} 200`;
  const list = `find . -type f -exec sha256sum {} + | sort`;

  where('that is full leaves all files as they were', () => {
    mkdirSync(dist);
    // Its files take more than half of it; the next ones would have to stand beside them.
    const { stdout, stderr } = inOwnSystem(
      `mount -t tmpfs -o size=1m tmpfs ${dist}; cd ${dist}; ${child(1)} >&2; ${list}; ${child(2)} >&2 || true; echo; ${list}`,
    );
    const [before, after] = stdout.trim().split('\n\n');
    expect(stderr.replaceAll(dist, 'dist')).toContain(
      'OutputError: dist: nothing was changed\n  got a full disk; allowed: room for the old and the new files together\n  fix: make room, then run again',
    );
    expect(before?.split('\n').length).toBeGreaterThan(50);
    expect(after).toBe(before);
  });

  where('that is read-only where the folder shall be is told', () => {
    const { stderr } = inOwnSystem(`mount -t tmpfs -o ro tmpfs ${folder}; ${child(1)} || true`);
    expect(stderr).toContain(
      `${dist}: nothing was changed\n  got a read-only file system; allowed: a folder that can be written`,
    );
  });

  where('that is read-only is told, unless there is nothing to write', () => {
    mkdirSync(dist);
    const { stderr } = inOwnSystem(
      `mount -t tmpfs tmpfs ${dist}; ${child(1)}; mount -o remount,ro ${dist}; ${child(1)}; echo was current >&2; ${child(2)} || true`,
    );
    expect(stderr.replaceAll(dist, 'dist')).toMatch(
      /^was current\nOutputError: dist\/.cdk8s-egress.tmp: nothing was changed\n {2}got a read-only file system; allowed: a folder/,
    );
  });
});

describe('a check', () => {
  test('says nothing of a folder that is current', () => {
    write({ 'a.yaml': 'a' });
    expect(check({ 'a.yaml': 'a' })).toBe('');
  });

  test('shows what differs, is missing or is left over, and changes nothing', () => {
    write({ 'a.yaml': 'a\n', 'b.yaml': 'b\n' });
    const before = tree(dist);
    expect(check({ 'a.yaml': 'A\n', 'c.yaml': 'c\n' })).toBe(`--- a/a.yaml
+++ b/a.yaml
@@ -1 +1 @@
-a
+A
--- a/b.yaml
+++ /dev/null
@@ -1 +0,0 @@
-b
--- /dev/null
+++ b/c.yaml
@@ -0,0 +1 @@
+c
`);
    expect(tree(dist)).toEqual(before);
  });

  test('shows the index when it is all that differs', () => {
    write({ 'a.yaml': 'a' });
    rmSync(join(dist, INDEX));
    expect(check({ 'a.yaml': 'a' })).toContain(`--- /dev/null\n+++ b/${INDEX}\n`);
  });

  test('makes no folder', () => {
    expect(check({ 'a.yaml': 'a' })).toContain('+++ b/a.yaml');
    expect(existsSync(dist)).toBe(false);
  });

  test.each([
    [true, ['--check'], {}],
    [true, [], { CDK8S_EGRESS_CHECK: '1' }],
    [true, [], { CDK8S_EGRESS_CHECK: 'true' }],
    [false, [], {}],
    [false, [], { CDK8S_EGRESS_CHECK: '0' }],
    [false, [], { CDK8S_EGRESS_CHECK: '' }],
  ])('is asked for (%s) by %j and %j', (wanted, args, env) => {
    expect(checkRequested(['node', 'main.ts', ...args], env)).toBe(wanted);
  });

  test('is not asked for by the name of the program', () => {
    expect(checkRequested(['node', '--check'], {})).toBe(false);
  });

  test('is refused when it is unclear whether it is asked for', () => {
    expect(() => checkRequested([], { CDK8S_EGRESS_CHECK: 'yes' })).toThrow(
      'CDK8S_EGRESS_CHECK: got yes; allowed: 1, true, 0, false',
    );
  });
});
