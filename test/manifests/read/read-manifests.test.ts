import { MAX_PROBLEMS } from '../../../lib/manifests/read/limits';
import { readManifests } from '../../../lib/manifests/read/read-manifests';

const read = (...texts: string[]) => readManifests(texts.map((text, index) => ({ file: `${index}.yaml`, text })));
const named = (text: string) => read(text).objects.map(({ manifest: { kind, metadata } }) => `${kind} ${metadata.name}`);
const OBJECT = 'apiVersion: v1\nkind: Service\nmetadata: {name: a}\n';

test('objects are read from documents and from lists of any kind', () => {
  const pods = `apiVersion: v1\nkind: List\nitems:\n  - {apiVersion: v1, kind: Pod, metadata: {name: b}}\n`;
  expect(named(`# chart\n---\n${OBJECT}---\n# empty\n---\n${pods}`)).toEqual(['Service a', 'Pod b']);
});

test('an item inherits the version and kind of its list', () => {
  const { objects } = read('{"apiVersion": "apps/v1", "kind": "DeploymentList", "items": [{"metadata": {"name": "a"}}]}');
  expect(objects[0]?.manifest).toEqual({ apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'a' } });
  expect(objects[0]?.origin.steps).toEqual(['items', 0]);
});

test('a kind that only ends in List is an object', () => {
  expect(named('apiVersion: v1\nkind: AllowList\nmetadata: {name: a}\n')).toEqual(['AllowList a']);
});

test.each(['', 'metadata:\n', 'metadata: ~\n'])('an object without metadata gets empty metadata (%j)', (metadata) => {
  expect(read(`apiVersion: v1\nkind: Service\n${metadata}`).objects[0]?.manifest.metadata).toEqual({});
});

test('a document that is neither an object nor a list of objects is unusable', () => {
  const texts = [
    `${OBJECT}---\n5`,
    `${OBJECT}---\n- a: 1\n`,
    `${OBJECT}# x\n---\n\nplain text\n`,
    'kind: Service\nspec: {}\n',
    'apiVersoin: v1\nkind: Service\nmetadata: {name: a}\n',
    `${OBJECT}---\n{}\n`,
    'apiVersion: v1\nkind: 5\nmetadata: {name: a}\n',
    'apiVersion: v1\nkind: List\nitems:\n- {kind: A, apiVersion: v1}\n- x\n',
    'apiVersion: v1\nkind: List\nitems: []\nitems: []\n',
  ];
  const problems = texts.flatMap((text) =>
    read(text).problems.map(({ line, column, got, allowed }) => {
      return `${JSON.stringify(text)} at ${line}:${column}: got ${got}; allowed: ${allowed}`;
    }),
  );
  expect(problems.join('\n')).toMatchInlineSnapshot(`
""apiVersion: v1\\nkind: Service\\nmetadata: {name: a}\\n---\\n5" at 5:1: got a number; allowed: a Kubernetes object
"apiVersion: v1\\nkind: Service\\nmetadata: {name: a}\\n---\\n- a: 1\\n" at 5:1: got a list; allowed: a Kubernetes object
"apiVersion: v1\\nkind: Service\\nmetadata: {name: a}\\n# x\\n---\\n\\nplain text\\n" at 7:1: got a string; allowed: a Kubernetes object
"kind: Service\\nspec: {}\\n" at 1:1: got an object without apiVersion; allowed: objects with apiVersion and kind, as strings
"apiVersoin: v1\\nkind: Service\\nmetadata: {name: a}\\n" at 1:1: got an object without apiVersion; allowed: objects with apiVersion and kind, as strings
"apiVersion: v1\\nkind: Service\\nmetadata: {name: a}\\n---\\n{}\\n" at 5:1: got an object without apiVersion and kind; allowed: objects with apiVersion and kind, as strings
"apiVersion: v1\\nkind: 5\\nmetadata: {name: a}\\n" at 1:1: got an object without kind; allowed: objects with apiVersion and kind, as strings
"apiVersion: v1\\nkind: List\\nitems:\\n- {kind: A, apiVersion: v1}\\n- x\\n" at 5:3: got a string; allowed: a Kubernetes object
"apiVersion: v1\\nkind: List\\nitems: []\\nitems: []\\n" at 4:1: got items twice; allowed: each field once"
`);
});

test('a problem in one document does not hide those in others', () => {
  const { objects, problems } = read(`a: b: c\n---\n${OBJECT}---\n5\n`, 'x: [', OBJECT);
  expect(objects).toHaveLength(2);
  expect(problems.map(({ file, line, column }) => `${file}:${line}:${column}`)).toEqual([
    '0.yaml:1:5',
    '0.yaml:7:1',
    '1.yaml:1:5',
  ]);
});

test('only the first of many problems are reported, but all are counted', () => {
  const { problems, unusable, objects } = read(`${OBJECT}${'---\n5\n'.repeat(MAX_PROBLEMS + 50)}`, OBJECT);
  expect(problems).toHaveLength(MAX_PROBLEMS);
  expect({ unusable, objects: objects.length }).toEqual({ unusable: MAX_PROBLEMS + 50, objects: 2 });
});

test('a duplicate field is reported with its object', () => {
  const { duplicates } = read(`kind: List\napiVersion: v1\nitems:\n- apiVersion: v1\n  kind: A\n  data: {b: 1, b: 2}\n`);
  expect(duplicates).toMatchObject([
    { object: { manifest: { kind: 'A' } }, steps: ['data', 'b'], place: { line: 6, column: 16 } },
  ]);
});

test.each([
  ['the values of a chart', 'replicas: 1\nimage: {tag: a}\n'],
  ['a Chart.yaml', 'apiVersion: v2\nname: a\nversion: 0.1.0\n'],
  ['a tsconfig.json', '{\n  "compilerOptions": {"strict": true},\n  "include": ["a"],\n}\n'],
  ['a kustomization without kind', 'resources:\n- a.yaml\n'],
  ['a list', '- a\n- b\n'],
  ['an empty file', ''],
])('a text without objects is skipped: %s', (_, text) => {
  const { objects, problems, skipped } = read(text, OBJECT);
  expect({ objects: objects.length, problems, skipped: skipped.map(({ file }) => file) }).toEqual({
    objects: 1,
    problems: [],
    skipped: ['0.yaml'],
  });
});
