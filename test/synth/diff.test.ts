import { unifiedDiff } from '../../lib/synth/diff';

/** Lines with their line breaks; the last one is unchanged. */
const lines = (text: string) => (text === '' ? [] : text.split(/(?<=\n)/));

/** The text after a diff is applied to it. Throws if the diff does not match the text. */
function applied(text: string, diff: string): string {
  const old = lines(text);
  const now: string[] = [];
  let at = 0;
  for (const hunk of diff.split(/^(?=@@ )/m).slice(1)) {
    const { from, count, countNow, before, after } = hunkOf(hunk);
    expect([before.length, after.length]).toEqual([count, countNow]);
    const start = count === 0 ? from : from - 1;
    expect(old.slice(start, start + count)).toEqual(before);
    now.push(...old.slice(at, start), ...after);
    at = start + count;
  }
  return [...now, ...old.slice(at)].join('');
}

function hunkOf(hunk: string) {
  const [head = '', ...marked] = lines(hunk);
  const [from = 0, count = 1, , countNow = 1] = (/^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/.exec(head) ?? [])
    .slice(1)
    .map((n) => (n === undefined ? undefined : Number(n)));
  const body = marked.flatMap((line, n) => {
    if (line.startsWith('\\')) return [];
    return [marked[n + 1]?.startsWith('\\') ? bare(line) : line];
  });
  const without = (sign: string) => body.filter((line) => !line.startsWith(sign)).map((line) => line.slice(1));
  return { from, count, countNow, before: without('+'), after: without('-') };
}
const bare = (line: string) => line.replace(/\n$/, '');

test('shows a change with three lines around it', () => {
  const old = 'a\nb\nc\nd\ne\nf\ng\nh\ni\n';
  expect(unifiedDiff('x.yaml', old, old.replace('e', 'E'))).toBe(`--- a/x.yaml
+++ b/x.yaml
@@ -2,7 +2,7 @@
 b
 c
 d
-e
+E
 f
 g
 h
`);
});

test('shows nearby changes in one hunk, and others in separate hunks', () => {
  const old = Array.from({ length: 40 }, (_, n) => `line ${n}\n`).join('');
  const diff = unifiedDiff(
    'x',
    old,
    old.replace('line 3\n', '').replace('line 10\n', 'ten\n').replace('line 30\n', 'line 30\nmore\n'),
  );
  expect(diff.match(/^@@.*$/gm)).toEqual(['@@ -1,14 +1,13 @@', '@@ -29,6 +28,7 @@']);
});

test('marks a missing line break at the end', () => {
  expect(unifiedDiff('x', 'a', 'a\n')).toBe(`--- a/x
+++ b/x
@@ -1 +1 @@
-a
\\ No newline at end of file
+a
`);
});

test.each([
  ['equal texts', 'a\n', 'a\n', ''],
  ['no file on either side', undefined, undefined, ''],
  ['a new file', undefined, 'a\n', '--- /dev/null\n+++ b/x\n@@ -0,0 +1 @@\n+a\n'],
  ['a removed file', 'a\nb\n', undefined, '--- a/x\n+++ /dev/null\n@@ -1,2 +0,0 @@\n-a\n-b\n'],
  ['a new, empty file', undefined, '', '--- /dev/null\n+++ b/x\n'],
])('%s', (_, from, to, diff) => {
  expect(unifiedDiff('x', from, to)).toBe(diff);
});

test('shows an object inserted between similar ones as the only addition', () => {
  const object = (name: string) => `---\napiVersion: v1\nkind: Namespace\nmetadata:\n  name: ${name}\n`;
  const diff = unifiedDiff('x', object('a') + object('c'), object('a') + object('b') + object('c'));
  expect(
    diff
      .match(/^[-+].*$/gm)
      ?.slice(2)
      .map((line) => line[0])
      .join(''),
  ).toBe('+++++');
});

describe('gives the new text if applied to the old one', () => {
  let state = 7;
  const random = (below: number) => {
    state = (state * 1103515245 + 12345) % 2147483648;
    return Math.floor((state / 2147483648) * below);
  };
  const text = (length: number, kinds: number) =>
    Array.from({ length }, () => `${random(kinds)}\n`).join('') + (random(3) === 0 ? 'end' : '');

  test.each([
    ['few lines', 12, 4],
    ['lines that repeat', 60, 3],
    ['lines that differ', 60, 200],
    ['a part too large to compare line by line', 300, 2],
  ])('%s', (_, length, kinds) => {
    for (let round = 0; round < 100; round++) {
      const [from, to] = [text(random(length), kinds), text(random(length), kinds)];
      expect(applied(from, unifiedDiff('x', from, to))).toBe(to);
    }
  });

  test('scattered edits', () => {
    for (let round = 0; round < 100; round++) {
      const old = lines(text(200, 40));
      const now = old.flatMap((line) => (random(20) > 0 ? [line] : random(2) > 0 ? [] : ['new\n', line]));
      expect(applied(old.join(''), unifiedDiff('x', old.join(''), now.join('')))).toBe(now.join(''));
    }
  });
});
