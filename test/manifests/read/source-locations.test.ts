import type { Step } from '../../../lib/core/path';
import { readManifests } from '../../../lib/manifests/read/read-manifests';
import { Places } from '../../../lib/manifests/read/source-locations';

const TEXT = `# a chart
---
apiVersion: v1
kind: Example
metadata: &meta
  name: a
  labels: {x: "1", 'y/z': 2}
spec:
  rules:
    - from: [a, b]
    - to: c
      to: d
    -
  more: *meta
  merged:
    <<: *meta
    own: 1
  on: 5
--- # the next
{"apiVersion": "v1", "kind": "ExampleList", "items": [{"spec": {}}, {"spec": {"a": 1}}]}
`;

function placesIn(text: string) {
  const { objects } = readManifests([{ file: 'a.yaml', text }]);
  const places = new Places();
  return (object: number, ...steps: Step[]) => {
    const origin = objects[object]?.origin;
    if (!origin) throw new Error(`no object ${object}`);
    const { line, column } = places.of(origin, steps);
    return `${line}:${column}`;
  };
}

test.each<[string, Step[], string]>([
  ['an object', [], '3:1'],
  ['a field', ['spec'], '8:1'],
  ['a field in a field', ['spec', 'rules'], '9:3'],
  ['an entry', ['spec', 'rules', 1], '11:7'],
  ['an entry of a flow list', ['spec', 'rules', 0, 'from', 1], '10:17'],
  ['the last of two duplicates', ['spec', 'rules', 1, 'to'], '12:7'],
  ['an empty entry: its list', ['spec', 'rules', 2], '9:3'],
  ['a quoted key', ['metadata', 'labels', 'y/z'], '7:20'],
  ['a key that looks like a boolean', ['spec', 'true'], '18:3'],
  ['a missing field: the place of its parent', ['spec', 'rules', 0, 'to'], '10:7'],
  ['a missing top-level field: the object', ['status', 'x'], '3:1'],
  ['a value inside an alias: the alias', ['spec', 'more', 'name'], '14:3'],
  ['a merged field: the mapping', ['spec', 'merged', 'name'], '15:3'],
  ['a field next to a merge', ['spec', 'merged', 'own'], '17:5'],
])('the place of %s', (_, steps, place) => {
  expect(placesIn(TEXT)(0, ...steps)).toBe(place);
});

test('the places of an item of a list', () => {
  const place = placesIn(TEXT);
  expect(place(1)).toBe('20:55');
  expect(place(2, 'spec', 'a')).toBe('20:79');
  expect(place(0, 'spec')).toBe('8:1');
});

test('places in brackets that close at the column of the key, and in a text of several lines', () => {
  const place = placesIn("apiVersion: v1\nkind: A\nspec: {\n\ta: [\n  b\n]\n}\ntext: 'a\nb'\nlast:\t1\n");
  expect(place(0, 'spec', 'a')).toBe('4:2');
  expect(place(0, 'spec', 'a', 0)).toBe('5:3');
  expect(place(0, 'last')).toBe('10:1');
});
