import { itemPaths, type Path, type Step, samePath, showPath, stepsOf, valueAt } from '../../lib/core/path';

const PATHS: [string, Step[]][] = [
  ['', []],
  ['kind', ['kind']],
  ['spec.rules[0].name', ['spec', 'rules', 0, 'name']],
  ["metadata.labels['app.kubernetes.io/name']", ['metadata', 'labels', 'app.kubernetes.io/name']],
  ["data['it\\'s']", ['data', "it's"]],
  ["data['back\\\\slash']", ['data', 'back\\slash']],
  ["data['']", ['data', '']],
  ["['0']", ['0']],
  ['a[1][2]', ['a', 1, 2]],
  ["data['a]b[0]']", ['data', 'a]b[0]']],
  ['data.__proto__.x', ['data', '__proto__', 'x']],
];

test.each(PATHS)('%s is the text of its steps, and is parsed back to them', (path, steps) => {
  expect(showPath(steps)).toBe(path);
  expect(stepsOf(path)).toEqual(steps);
});

test.each<[title: string, left: Path, right: Path, same: boolean]>([
  ['the same steps', ['spec', 'rules', 0], ['spec', 'rules', 0], true],
  ['no steps', [], [], true],
  ['another entry', ['spec', 'rules', 0], ['spec', 'rules', 1], false],
  ['a nested place', ['spec'], ['spec', 'rules'], false],
  ['an enclosing place', ['spec', 'rules'], ['spec'], false],
  ['a field whose name looks like an index', ['ports', '0'], ['ports', 0], false],
])('%s: whether two paths are the same place', (_, left, right, same) => {
  expect(samePath(left, right)).toBe(same);
});

test('a path leads to its value', () => {
  const object = { spec: { rules: [{ name: 'a' }], nothing: null } };
  expect(valueAt(object, stepsOf('spec.rules[0].name'))).toBe('a');
  expect(valueAt(object, [])).toBe(object);
});

test.each(['spec.rules[1].name', 'spec.nothing.more', 'spec.constructor', 'spec.rules.map', 'other'])(
  'a path to nothing, %s, is undefined',
  (path) => {
    expect(valueAt({ spec: { rules: [{ name: 'a' }], nothing: null } }, stepsOf(path))).toBeUndefined();
  },
);

test('the path of an item of a list is made once', () => {
  const pathOf = itemPaths('spec', 'ports');
  expect(pathOf(1)).toEqual(['spec', 'ports', 1]);
  expect(pathOf(1)).toBe(pathOf(1));
});
