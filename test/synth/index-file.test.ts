import { addWritten, formatIndex, formatWritten, parseIndex } from '../../lib/synth/index-file';
import { OutputError } from '../../lib/synth/write-error';

const [A, B] = ['a'.repeat(64), 'b'.repeat(64)];
const app = {
  path: 'app.k8s.yaml',
  sha256: A,
  objects: [
    { id: 'v1 Namespace shop', construct: 'app/shop' },
    { id: 'v1 ConfigMap shop/"{"', construct: 'app/a},\n' },
  ],
};
const empty = { path: 'shop/é "x".yaml', sha256: B, objects: [] };

test('has a line for each file and each object', () => {
  expect(formatIndex([app, empty])).toBe(`{"version":1,"files":[
{"path":"app.k8s.yaml","sha256":"${A}","objects":{
"v1 Namespace shop":"app/shop",
"v1 ConfigMap shop/\\"{\\"":"app/a},\\n"}},
{"path":"shop/é \\"x\\".yaml","sha256":"${B}","objects":{}}
]}
`);
});

test.each([[[app, empty]], [[empty, app]], [[app]], [[empty]], [[]]])('is JSON, and is parsed back', (files) => {
  expect(JSON.parse(formatIndex(files))).toMatchObject({
    version: 1,
    files: files.map(({ path, sha256 }) => ({ path, sha256 })),
  });
  expect(parseIndex(formatIndex(files), 'dist/index')).toEqual({
    written: new Map(files.map(({ path, sha256 }) => [path, [sha256]])),
    whole: true,
  });
});

test('can be read with Windows line ends', () => {
  expect(parseIndex(formatIndex([app]).replaceAll('\n', '\r\n'), 'x').written).toEqual(new Map([['app.k8s.yaml', [A]]]));
});

test('can record two possible contents of a file', () => {
  const written = new Map([['a.yaml', [A]]]);
  addWritten(written, 'a.yaml', B);
  addWritten(written, 'a.yaml', A);
  expect(written).toEqual(new Map([['a.yaml', [A, B]]]));
  expect(parseIndex(formatWritten(written), 'x').written).toEqual(written);
});

describe('is rejected', () => {
  const good = formatIndex([app, empty]);
  const naming = (path: string) => formatIndex([{ ...app, path }]);

  test.each([
    ['empty', '', 1],
    ['of another version', good.replace('"version":1', '"version":2'), 1],
    ['cut off between lines', good.split('\n').slice(0, 3).join('\n'), 3],
    ['cut off in a line', good.slice(0, 60), 2],
    ['with an invalid hash', good.replace(A, A.slice(1)), 2],
    ['with a line of something else', good.replace('"v1 Namespace', 'v1 Namespace'), 3],
    ['with a path that is not JSON', good.replace('app.k8s', '\\x'), 2],
    ['with a path that leaves the folder', naming('../a.yaml'), 2],
    ['with a nested path that leaves the folder', naming('a/../../a.yaml'), 2],
    ['with an absolute path', naming('/etc/passwd'), 2],
    ['with a path that leaves the folder on Windows', naming('a\\..\\..\\a.yaml'), 2],
    ['with a drive letter', naming('C:a.yaml'), 2],
    ['with a hidden file', naming('.git/config'), 2],
    ['with a zero in a path', naming('a\0.yaml'), 2],
    ['with an empty path', naming(''), 2],
    ['with a path to a folder', naming('a/'), 2],
  ])('%s', (_, text, line) => {
    expect(() => parseIndex(text, 'dist/index')).toThrow(OutputError);
    expect(() => parseIndex(text, 'dist/index')).toThrow(`dist/index:${line}: nothing was changed\n  got `);
  });
});
