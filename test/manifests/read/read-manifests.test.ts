import { MAX_PROBLEMS } from '../../../lib/manifests/read/limits';
import { readManifests } from '../../../lib/manifests/read/read-manifests';

const read = (...texts: string[]) => readManifests(texts.map((text, index) => ({ file: `${index}.yaml`, text })));
const named = (text: string) => read(text).objects.map(({ manifest: { kind, metadata } }) => `${kind} ${metadata.name}`);
const OBJECT = 'apiVersion: v1\nkind: Service\nmetadata: {name: a}\n';

test('objects are read from documents, and from lists of any kind', () => {
  const pods = `apiVersion: v1\nkind: List\nitems:\n  - {apiVersion: v1, kind: Pod, metadata: {name: b}}\n`;
  expect(named(`# chart\n---\n${OBJECT}---\n# empty\n---\n${pods}`)).toEqual(['Service a', 'Pod b']);
});

test('an item may leave out what its list says', () => {
  const { objects } = read('{"apiVersion": "apps/v1", "kind": "DeploymentList", "items": [{"metadata": {"name": "a"}}]}');
  expect(objects[0]?.manifest).toEqual({ apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'a' } });
  expect(objects[0]?.origin.steps).toEqual(['items', 0]);
});

test('a kind that only ends in List is an object', () => {
  expect(named('apiVersion: v1\nkind: AllowList\nmetadata: {name: a}\n')).toEqual(['AllowList a']);
});

test.each(['', 'metadata:\n', 'metadata: ~\n'])('an object without metadata has empty ones (%j)', (metadata) => {
  expect(read(`apiVersion: v1\nkind: Service\n${metadata}`).objects[0]?.manifest.metadata).toEqual({});
});

const allowed = 'objects with apiVersion and kind, as texts';

test.each([
  ['5', 1, 1, 'a number', 'a Kubernetes object'],
  ['- a: 1\n', 1, 1, 'a list', 'a Kubernetes object'],
  ['# x\n---\n\nplain text\n', 4, 1, 'a string', 'a Kubernetes object'],
  ['kind: Service\n', 1, 1, 'an object without apiVersion', allowed],
  ['{}\n', 1, 1, 'an object without apiVersion and kind', allowed],
  ['apiVersion: v1\nkind: 5\n', 1, 1, 'an object without kind', allowed],
  ['apiVersion: v1\nkind: List\nitems:\n- {kind: A, apiVersion: v1}\n- x\n', 5, 3, 'a string', 'a Kubernetes object'],
  ['apiVersion: v1\nkind: List\nitems: []\nitems: []\n', 4, 1, 'items twice', 'each field once'],
])('%j is unusable at %d:%d: %s', (text, line, column, got, wanted) => {
  expect(read(text).problems).toMatchObject([{ file: '0.yaml', line, column, got, allowed: wanted }]);
});

test('what is wrong in one document hides nothing in the others', () => {
  const { objects, problems } = read(`a: b: c\n---\n${OBJECT}---\n5\n`, 'x: [', OBJECT);
  expect(objects).toHaveLength(2);
  expect(problems.map(({ file, line, column }) => `${file}:${line}:${column}`)).toEqual([
    '0.yaml:1:5',
    '0.yaml:7:1',
    '1.yaml:1:5',
  ]);
});

test('reading stops after so many problems that nobody reads them all', () => {
  expect(read('---\n5\n'.repeat(MAX_PROBLEMS + 50)).problems).toHaveLength(MAX_PROBLEMS);
});

test('a field that stands twice is told of its object', () => {
  const { duplicates } = read(`kind: List\napiVersion: v1\nitems:\n- apiVersion: v1\n  kind: A\n  data: {b: 1, b: 2}\n`);
  expect(duplicates).toMatchObject([
    { object: { manifest: { kind: 'A' } }, steps: ['data', 'b'], place: { line: 6, column: 16 } },
  ]);
});
