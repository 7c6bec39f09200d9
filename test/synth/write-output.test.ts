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
import { checkOutput } from '../../lib/synth/write-check';
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
/** The content of the folder, without the index. */
const held = () => {
  const { [INDEX]: _, ...files } = tree(dist);
  return files;
};
const messageOf = (action: () => unknown) => {
  try {
    action();
  } catch (error) {
    if (error instanceof OutputError) return error.message.replaceAll(folder, '');
    throw error;
  }
  return 'nothing';
};

describe('a run', () => {
  test('creates the folder, its subfolders and an index', () => {
    write({ 'a.yaml': 'a', 'shop/b.yaml': 'ü' });
    expect(tree(dist)).toEqual({ [INDEX]: expect.any(String), 'a.yaml': 'a', 'shop/b.yaml': 'ü' });
    expect(JSON.parse(readFileSync(join(dist, INDEX), 'utf8'))).toMatchObject({
      files: [{ path: 'a.yaml', objects: { 'v1 ConfigMap a': 'app/a' } }, { path: 'shop/b.yaml' }],
    });
  });

  test('does not touch files that are up to date, nor the index', () => {
    write({ 'a.yaml': 'a', 'b.yaml': 'b' });
    for (const name of ['a.yaml', 'b.yaml', INDEX]) utimesSync(join(dist, name), 1, 1);
    write({ 'a.yaml': 'a', 'b.yaml': 'b' });
    expect(['a.yaml', 'b.yaml', INDEX].map((name) => statSync(join(dist, name)).mtimeMs)).toEqual([1000, 1000, 1000]);
    write({ 'a.yaml': 'a', 'b.yaml': 'other' });
    expect(statSync(join(dist, 'a.yaml')).mtimeMs).toBe(1000);
    expect(held()).toEqual({ 'a.yaml': 'a', 'b.yaml': 'other' });
  });

  test('detects a change of content with the same size and time', () => {
    write({ 'a.yaml': 'a' });
    const { atime, mtime } = statSync(join(dist, 'a.yaml'));
    put('a.yaml', 'b');
    utimesSync(join(dist, 'a.yaml'), atime, mtime);
    write({ 'a.yaml': 'a' });
    expect(held()).toEqual({ 'a.yaml': 'a' });
  });

  test('removes files that only the previous run wrote, and folders that become empty', () => {
    write({ 'a.yaml': 'a', 'shop/deep/b.yaml': 'b', 'till/c.yaml': 'c' });
    put('till/README.md', 'mine');
    write({ 'a.yaml': 'a' });
    expect(held()).toEqual({ 'a.yaml': 'a', 'till/README.md': 'mine' });
    expect(existsSync(join(dist, 'shop'))).toBe(false);
  });

  test('removes all files if the app has none', () => {
    write({ 'a.yaml': 'a' });
    write({});
    expect(held()).toEqual({});
  });

  test('does not touch files of others, even with names like ours', () => {
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

  test('overwrites existing files without an index: older versions wrote none', () => {
    put('a.yaml', 'old');
    write({ 'a.yaml': 'a' });
    expect(held()).toEqual({ 'a.yaml': 'a' });
  });

  test('decides while it holds the lock, not by an earlier look at a half-finished run', () => {
    write({ 'a.yaml': 'a' });
    const old = readFileSync(join(dist, INDEX));
    write({ 'a.yaml': 'a', 'b.yaml': 'b' });
    const other = readFileSync(join(dist, INDEX));
    writeFileSync(join(dist, INDEX), old); // The other run has written its b.yaml, but not the index that lists it.
    const make = mkdirSync;
    jest.spyOn(fs, 'mkdirSync').mockImplementation((path, ...options) => {
      if (String(path).endsWith(STAGING)) writeFileSync(join(dist, INDEX), other);
      return make(path, ...options);
    });
    write({ 'a.yaml': 'a', 'b.yaml': 'c' });
    expect(held()).toEqual({ 'a.yaml': 'a', 'b.yaml': 'c' });
  });

  test('works in an emptied folder', () => {
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

  test('reads both sides of an index with a merge conflict', () => {
    // GIVEN the indexes of two branches
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

describe('a run refuses, and changes nothing,', () => {
  const rows: readonly [string, () => void, Record<string, string>][] = [
    ['to remove a file that was edited', () => put('b.yaml', 'edited'), { 'a.yaml': 'new' }],
    ['to overwrite a file that is not ours', () => put('c.yaml', 'mine'), { 'b.yaml': 'b', 'c.yaml': 'c' }],
    ['to replace a folder by a file', () => mkdirSync(join(dist, 'c.yaml')), { 'b.yaml': 'b', 'c.yaml': 'c' }],
    ['to write into a file as a folder', () => put('shop', ''), { 'b.yaml': 'b', 'shop/c.yaml': 'c' }],
    ['to replace a link by a file', () => symlinkSync('a.yaml', join(dist, 'c.yaml')), { 'b.yaml': 'b', 'c.yaml': 'c' }],
    ['to write through a link to a folder', () => symlinkSync('..', join(dist, 'shop')), { 'b.yaml': 'b', 'shop/c.yaml': 'c' }],
    ['a path that leaves the folder', () => undefined, { 'b.yaml': 'b', '../c.yaml': 'c' }],
    ['two names that are the same on some systems', () => undefined, { 'b.yaml': 'b', 'C.yaml': '', 'c.yaml': '' }],
    ['an invalid index', () => put(INDEX, 'x\n'), { 'a.yaml': 'new', 'b.yaml': 'b' }],
    ['an empty index', () => put(INDEX, ''), { 'a.yaml': 'new', 'b.yaml': 'b' }],
  ];

  /** The message of a run that finds what a row puts into the folder. */
  function refused(given: () => void, files: Record<string, string>): string {
    rmSync(dist, { recursive: true, force: true });
    write({ 'a.yaml': 'a', 'b.yaml': 'b' });
    given();
    const before = tree(dist);
    const message = messageOf(() => write(files));
    expect(messageOf(() => check(files))).toBe(message);
    expect(tree(dist)).toEqual(before);
    return message.replace(folder, '');
  }

  test.each(rows)('%s', (_, given, files) => {
    expect(refused(given, files)).toMatch(/: nothing was changed\n {2}got /);
  });

  test('and reports the place, what was found, and the fix', () => {
    const messages = rows.map(([name, given, files]) => `${name}\n${refused(given, files)}`);
    expect(messages.join('\n')).toMatchInlineSnapshot(`
"to remove a file that was edited
/dist/b.yaml: nothing was changed
  got a file that the app no longer creates, and that was changed since it was written; allowed: an unchanged file, or no file
  fix: delete it, or move it out of the folder if you need it; then run again
  see cdk8s-egress/docs/rules/input.md#inputoutput
to overwrite a file that is not ours
/dist/c.yaml: nothing was changed
  got a file that no run wrote, in the place of an output file; allowed: a file in the index, or no file
  fix: move it away or delete it, then run again
  see cdk8s-egress/docs/rules/input.md#inputoutput
to replace a folder by a file
/dist/c.yaml: nothing was changed
  got a folder; allowed: a file
  fix: move it away, then run again
  see cdk8s-egress/docs/rules/input.md#inputoutput
to write into a file as a folder
/dist/shop: nothing was changed
  got a file; allowed: a folder
  fix: move it away, then run again
  see cdk8s-egress/docs/rules/input.md#inputoutput
to replace a link by a file
/dist/c.yaml: nothing was changed
  got a symbolic link; allowed: a file
  fix: move it away, then run again
  see cdk8s-egress/docs/rules/input.md#inputoutput
to write through a link to a folder
/dist/shop: nothing was changed
  got a symbolic link; allowed: a folder
  fix: move it away, then run again
  see cdk8s-egress/docs/rules/input.md#inputoutput
a path that leaves the folder
../c.yaml: nothing was changed
  got a path that may lead out of the output folder; allowed: a relative path without hidden files, \\ and :
  fix: rename the chart or the object
  see cdk8s-egress/docs/rules/input.md#inputoutput
two names that are the same on some systems
c.yaml: nothing was changed
  got two files with this name; allowed: names that differ by more than case
  fix: rename the chart or the object
  see cdk8s-egress/docs/rules/input.md#inputoutput
an invalid index
/dist/.cdk8s-egress.index:1: nothing was changed
  got x; allowed: an index that this version wrote
  fix: restore it (git checkout), or delete it together with the generated files in its folder; then run again
  see cdk8s-egress/docs/rules/input.md#inputoutput
an empty index
/dist/.cdk8s-egress.index:1: nothing was changed
  got an empty line; allowed: an index that this version wrote
  fix: restore it (git checkout), or delete it together with the generated files in its folder; then run again
  see cdk8s-egress/docs/rules/input.md#inputoutput"
`);
  });

  test('a file instead of the output folder', () => {
    writeFileSync(dist, '');
    expect(messageOf(() => write({}))).toContain(
      '/dist: nothing was changed\n  got a file in the place of a folder; allowed: a folder',
    );
  });

  test('to remove files through a link in place of a folder', () => {
    write({ 'shop/a.yaml': 'a' });
    renameSync(join(dist, 'shop'), join(folder, 'moved'));
    symlinkSync('../moved', join(dist, 'shop'));
    write({});
    expect(tree(join(folder, 'moved'))).toEqual({ 'a.yaml': 'a' });
  });

  test('to remove files outside the folder that an index lists', () => {
    write({ 'a.yaml': 'a' });
    writeFileSync(join(folder, 'a.yaml'), 'a');
    put(INDEX, readFileSync(join(dist, INDEX), 'utf8').replace('"a.yaml"', '"../a.yaml"'));
    expect(messageOf(() => write({}))).toContain(`/dist/${INDEX}:2: nothing was changed\n  got "../a.yaml"`);
    expect(readFileSync(join(folder, 'a.yaml'), 'utf8')).toBe('a');
  });
});

describe('a disk', () => {
  const script = compiledWriter();
  afterAll(() => rmSync(script, { recursive: true }));

  /** Runs a shell script as root of its own user namespace, where it can mount. */
  const inOwnSystem = (commands: string) =>
    spawnSync('unshare', ['--user', '--map-root-user', '--mount', 'sh', '-ec', commands], { encoding: 'utf8' });
  const mayMount = inOwnSystem(`mount -t tmpfs tmpfs ${tmpdir()}`).status === 0;
  const where = mayMount ? test : test.skip;
  if (!mayMount) process.stderr.write('mounts are not possible here: tests of full and read-only disks are skipped\n');

  const child = (seed: number) => `${process.execPath} ${script}/child.js ${dist} ${seed} 200`;
  const list = `find . -type f -exec sha256sum {} + | sort`;

  where('that is full leaves all files unchanged', () => {
    mkdirSync(dist);
    // The files take more than half of the disk. The new ones must fit in addition.
    const { stdout, stderr } = inOwnSystem(
      `mount -t tmpfs -o size=1m tmpfs ${dist}; cd ${dist}; ${child(1)} >&2; ${list}; ${child(2)} >&2 || true; echo; ${list}`,
    );
    const [before, after] = stdout.trim().split('\n\n');
    expect(stderr.replaceAll(dist, 'dist')).toContain(
      'OutputError: dist: nothing was changed\n  got a full disk; allowed: space for both the old and the new files\n  fix: free disk space, then run again',
    );
    expect(before?.split('\n').length).toBeGreaterThan(50);
    expect(after).toBe(before);
  });

  where('that is read-only at the place of the folder is reported', () => {
    const { stderr } = inOwnSystem(`mount -t tmpfs -o ro tmpfs ${folder}; ${child(1)} || true`);
    expect(stderr).toContain(`${dist}: nothing was changed\n  got a read-only file system; allowed: a writable folder`);
  });

  where('that is read-only is reported, unless there is nothing to write', () => {
    mkdirSync(dist);
    const { stderr } = inOwnSystem(
      `mount -t tmpfs tmpfs ${dist}; ${child(1)}; mount -o remount,ro ${dist}; ${child(1)}; echo was current >&2; ${child(2)} || true`,
    );
    expect(stderr.replaceAll(dist, 'dist')).toMatch(
      /^was current\nOutputError: dist\/.cdk8s-egress.tmp: nothing was changed\n {2}got a read-only file system; allowed: a writable folder/,
    );
  });
});

describe('a check', () => {
  test('reports nothing if the folder is up to date', () => {
    write({ 'a.yaml': 'a' });
    expect(check({ 'a.yaml': 'a' })).toBe('');
  });

  test('shows changed, missing and leftover files, and changes nothing', () => {
    write({ 'a.yaml': 'a\n', 'b.yaml': 'b\n' });
    const before = tree(dist);
    expect(check({ 'a.yaml': 'A\n', 'c.yaml': 'c\n' })).toBe(`--- a${dist}/a.yaml
+++ b${dist}/a.yaml
@@ -1 +1 @@
-a
+A
--- a${dist}/b.yaml
+++ /dev/null
@@ -1 +0,0 @@
-b
--- /dev/null
+++ b${dist}/c.yaml
@@ -0,0 +1 @@
+c
`);
    expect(tree(dist)).toEqual(before);
  });

  test('shows the index if nothing else differs', () => {
    write({ 'a.yaml': 'a' });
    rmSync(join(dist, INDEX));
    expect(check({ 'a.yaml': 'a' })).toContain(`--- /dev/null\n+++ b${dist}/${INDEX}\n`);
  });

  test('creates no folder', () => {
    expect(check({ 'a.yaml': 'a' })).toContain(`+++ b${dist}/a.yaml`);
    expect(existsSync(dist)).toBe(false);
  });
});
